import { expect, test } from "vitest";
import { BusyError } from "@/lib/errors";
import { createHashQueue, type HashCaller } from "./hash-queue";

/** A queue whose work ends when the test says so: no clock decides. */
function stage(bounds: { atOnce: number; maxWaiting: number }) {
  const queue = createHashQueue(bounds);
  const ending: { name: string; end: () => void }[] = [];
  const begun: string[] = [];
  const enter = (caller: HashCaller, name: string) =>
    queue(caller, () => {
      begun.push(name);
      return new Promise<string>((resolve) => ending.push({ name, end: () => resolve(name) }));
    });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    begun,
    enter,
    endNext: async () => {
      ending.shift()?.end();
      await settled();
    },
    settled,
  };
}

test("known callers go first, and each kind waits in its own order", async () => {
  const { begun, enter, endNext } = stage({ atOnce: 1, maxWaiting: 3 });
  const all = [
    enter("stranger", "s1"),
    enter("stranger", "s2"),
    enter("known", "k1"),
    enter("stranger", "s3"),
    enter("known", "k2"),
  ];
  for (let n = 0; n < all.length; n += 1) await endNext();
  expect(await Promise.all(all)).toEqual(["s1", "s2", "k1", "s3", "k2"]);
  expect(begun).toEqual(["s1", "k1", "k2", "s2", "s3"]);
});

test("of a crowd the bound is kept, the rest is refused at once, and known callers keep their places", async () => {
  const { begun, enter, endNext, settled } = stage({ atOnce: 2, maxWaiting: 20 });
  const crowd = Array.from({ length: 500 }, (_, n) => enter("stranger", `s${n}`));
  const refused: unknown[] = [];
  for (const one of crowd) one.catch((error: unknown) => refused.push(error));
  await settled();
  expect(refused).toHaveLength(500 - 22);
  expect(refused.every((error) => error instanceof BusyError)).toBe(true);

  const known = Array.from({ length: 21 }, (_, n) => enter("known", `k${n}`).catch(() => "busy"));
  for (let n = 0; n < 42; n += 1) await endNext();
  const verdicts = await Promise.all(known);
  expect(verdicts.filter((verdict) => verdict === "busy")).toHaveLength(1);
  expect(begun.slice(2, 22)).toEqual(Array.from({ length: 20 }, (_, n) => `k${n}`));
  expect(begun).toHaveLength(42);
});

test("work that fails gives its slot on", async () => {
  const queue = createHashQueue({ atOnce: 1, maxWaiting: 1 });
  const broken = queue("stranger", () => Promise.reject(new Error("broken")));
  const next = queue("stranger", async () => "next");
  await expect(broken).rejects.toThrow("broken");
  expect(await next).toBe("next");
  expect(await queue("stranger", async () => "later")).toBe("later");
});

import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test, vi } from "vitest";
import { BusyError } from "@/lib/errors";
import { gather } from "./gather";

/** What was done together, each held until it is let go. */
function held<Result>(answer: (item: string) => Result) {
  const batches: string[][] = [];
  const waiting: (() => void)[] = [];
  const together = async (items: string[]) => {
    batches.push(items);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return items.map(answer);
  };
  const goOn = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await new Promise(setImmediate);
  };
  return { batches, together, goOn };
}

const refused = (code: string) => Object.assign(new Error(`refused with ${code}`), { code });

test("what is asked alone is done at once; what comes meanwhile is done together, in order", async () => {
  const { batches, together, goOn } = held((item) => item.toUpperCase());
  const ask = gather({ together });
  const results = Promise.all(["a", "b", "c", "d"].map(ask));
  expect(batches).toEqual([["a"]]);
  await goOn();
  expect(batches).toEqual([["a"], ["b", "c", "d"]]);
  await goOn();
  expect(await results).toEqual(["A", "B", "C", "D"]);
  const later = ask("e");
  expect(batches.at(-1)).toEqual(["e"]);
  await goOn();
  expect(await later).toBe("E");
});

test("only what is alike goes together, and waits for nothing else; never more than a statement takes", async () => {
  const { batches, together, goOn } = held((item) => item);
  const ask = gather({ together, keyOf: (item: string) => item.slice(0, 1) });
  const results = ["x0", "y0", "x1", "y1", "x2", ...Array.from({ length: 70 }, (_, n) => `z${n}`)].map(ask);
  expect(batches).toEqual([["x0"], ["y0"], ["z0"]]);
  for (let n = 0; n < 3; n += 1) await goOn();
  expect(batches.slice(3, 5)).toEqual([["x1", "x2"], ["y1"]]);
  expect(batches.slice(5).map(({ length }) => length)).toEqual([64, 5]);
  await Promise.all(results);
});

test("where the database refuses them together, each is done alone, and the one at fault fails alone", async () => {
  const batches: string[][] = [];
  const ask = gather({
    together: async (items: string[]) => {
      batches.push(items);
      await new Promise(setImmediate);
      if (items.includes("bad")) throw refused("23505");
      return items;
    },
  });
  const results = await Promise.allSettled(["a", "b", "bad", "c"].map(ask));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(results[2]).toMatchObject({ reason: { message: "refused with 23505" } });
  expect(batches).toEqual([["a"], ["b", "bad", "c"], ["b"], ["bad"], ["c"]]);
});

test.each([["57014"], ["53100"], ["08006"], [undefined]])(
  "what failed with %s may have been done, or would fail again: nothing is repeated",
  async (code) => {
    const batches: string[][] = [];
    const ask = gather({
      together: async (items: string[]): Promise<string[]> => {
        batches.push(items);
        await new Promise(setImmediate);
        throw code === undefined ? new Error("Query read timeout") : refused(code);
      },
    });
    const results = await Promise.allSettled(["a", "b", "c"].map(ask));
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    expect(batches).toEqual([["a"], ["b", "c"]]);
  },
);

test("who waited for four seconds behind a statement that waits is refused, and those after them are served", async () => {
  const { batches, together, goOn } = held((item) => item);
  const ask = gather({ together });
  const now = vi.spyOn(performance, "now").mockReturnValue(1_000);
  const first = ask("a");
  const late = Promise.allSettled(["b", "c"].map(ask));
  now.mockReturnValue(3_000);
  const inTime = ask("d");
  now.mockReturnValue(5_001);
  await goOn();
  now.mockRestore();
  await goOn();
  expect(await late).toMatchObject(
    Array(2).fill({ reason: new BusyError("Too much is asked for just now. Try again in a few seconds.") }),
  );
  expect(await Promise.all([first, inTime])).toEqual(["a", "d"]);
  expect(batches).toEqual([["a"], ["d"]]);
});

test("it is part of nobody's request, and whoever asked goes on in their own", async () => {
  const requests = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const ask = gather({
    together: async (items: string[]) => {
      seen.push(requests.getStore());
      await new Promise(setImmediate);
      return items;
    },
  });
  const asked = ["a", "b", "c"].map((name) =>
    requests.run(name, async () => `${await ask(name)} ${requests.getStore()}`),
  );
  expect(await Promise.all(asked)).toEqual(["a a", "b b", "c c"]);
  expect(seen).toEqual([undefined, undefined]);
});

test("too few results are nobody else's", async () => {
  const ask = gather({ together: async (items: string[]) => items.slice(1) });
  await expect(ask("a")).rejects.toThrow("too few results");
});

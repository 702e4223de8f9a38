import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test, vi } from "vitest";
import { BusyError } from "@/lib/errors";
import { gather } from "./gather";

const round = () => new Promise(setImmediate);

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
    await round();
  };
  return { batches, together, goOn };
}

const refused = (code: string) => Object.assign(new Error(`refused with ${code}`), { code });

test("what comes in one round is done together, and what comes meanwhile with the next, in order", async () => {
  const { batches, together, goOn } = held((item) => item.toUpperCase());
  const ask = gather({ together });
  const first = ["a", "b"].map(ask);
  expect(batches).toEqual([]);
  await round();
  expect(batches).toEqual([["a", "b"]]);
  const meanwhile = ["c", "d", "e"].map(ask);
  await round();
  expect(batches).toHaveLength(1);
  await goOn();
  expect(batches).toEqual([
    ["a", "b"],
    ["c", "d", "e"],
  ]);
  await goOn();
  expect(await Promise.all([...first, ...meanwhile])).toEqual(["A", "B", "C", "D", "E"]);
  const alone = ask("f");
  await round();
  expect(batches.at(-1)).toEqual(["f"]);
  await goOn();
  expect(await alone).toBe("F");
});

test("only what is alike goes together, and waits for nothing else; never more than a statement takes", async () => {
  const { batches, together, goOn } = held((item) => item);
  const ask = gather({ together, keyOf: (item: string) => item.slice(0, 1) });
  const results = ["x0", "y0", "x1", "y1", "x2", ...Array.from({ length: 70 }, (_, n) => `z${n}`)].map(ask);
  await round();
  expect(batches.slice(0, 2)).toEqual([
    ["x0", "x1", "x2"],
    ["y0", "y1"],
  ]);
  for (let n = 0; n < 2; n += 1) await goOn();
  expect(batches.slice(2).map(({ length }) => length)).toEqual([64, 6]);
  await Promise.all(results);
});

test("where the database refuses them together, each is done alone, and the one at fault fails alone", async () => {
  const batches: string[][] = [];
  const ask = gather({
    together: async (items: string[]) => {
      batches.push(items);
      await round();
      if (items.includes("bad")) throw refused("23505");
      return items;
    },
  });
  const results = await Promise.allSettled(["a", "b", "bad", "c"].map(ask));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(results[2]).toMatchObject({ reason: { message: "refused with 23505" } });
  expect(batches).toEqual([["a", "b", "bad", "c"], ["a"], ["b"], ["bad"], ["c"]]);
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
    expect(batches).toEqual([["a", "b", "c"]]);
  },
);

test("who waited for four seconds behind a statement that waits is refused, and those after them are served", async () => {
  const { batches, together, goOn } = held((item) => item);
  const ask = gather({ together });
  const now = vi.spyOn(performance, "now").mockReturnValue(1_000);
  const first = ask("a");
  await round();
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
      await round();
      return items;
    },
  });
  const asIn = (name: string) => requests.run(name, async () => `${await ask(name)} ${requests.getStore()}`);
  const first = asIn("a");
  await round();
  expect(await Promise.all([first, ...["b", "c"].map(asIn)])).toEqual(["a a", "b b", "c c"]);
  expect(seen).toEqual([undefined, undefined]);
});

test("too few results are nobody else's", async () => {
  const ask = gather({ together: async (items: string[]) => items.slice(1) });
  await expect(ask("a")).rejects.toThrow("too few results");
});

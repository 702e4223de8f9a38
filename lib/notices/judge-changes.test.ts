import { expect, test } from "vitest";
import { judgeChanges, quietMs, type StateChange } from "./judge-changes";

const change = (
  from: StateChange["from"],
  to: StateChange["to"],
  atMs = 0,
  by: string | null = null,
): StateChange => ({ id: "1", endpointId: 1, from, to, reason: "Why.", atMs, by });

const kinds = (changes: StateChange[]) => judgeChanges(changes, new Map()).map(({ kind }) => kind);

test("a bad hour is told from its beginning to its end", () => {
  expect(
    kinds([
      change("active", "failing"),
      change("failing", "probing", 1),
      change("probing", "suspended", 2),
      change("suspended", "active", 3, "Ada"),
    ]),
  ).toEqual(["failing", "probed", "suspended", "resumed"]);
  expect(kinds([change("active", "probing"), change("probing", "active", 1)])).toEqual([
    "probed",
    "recovered",
  ]);
});

test("an endpoint that fails now and then is told of once in ten minutes", () => {
  const flapping = Array.from({ length: 10 }, (_, n) => [
    change("active", "failing", n * 60_000),
    change("failing", "active", n * 60_000 + 30_000),
  ]).flat();
  expect(kinds(flapping)).toEqual(["failing", "recovered"]);
  expect(kinds([...flapping, change("active", "failing", quietMs + 30_000)])).toEqual([
    "failing",
    "recovered",
    "failing",
  ]);
  // It gets worse: that is news.
  expect(kinds([...flapping, change("failing", "probing", 600_000)])).toEqual([
    "failing",
    "recovered",
    "probed",
  ]);
});

test("what was never told to be wrong is not told to be right", () => {
  expect(kinds([change("failing", "active")])).toEqual([]);
});

test("one endpoint's noise hides nothing of another's", () => {
  const last = new Map();
  judgeChanges([change("active", "failing")], last);
  const other = { ...change("active", "failing", 1), endpointId: 2 };
  expect(judgeChanges([other], last)).toMatchObject([{ kind: "failing", endpointId: 2, reason: "Why." }]);
});

import { expect, test, vi } from "vitest";
import { memo, setBounded } from "./memo";

test("a key is computed once, and again when others have taken its place", () => {
  const compute = vi.fn((key: string) => key.toUpperCase());
  const remembered = memo(compute, 2);
  expect(["a", "b", "a"].map(remembered)).toEqual(["A", "B", "A"]);
  expect(compute.mock.calls).toEqual([["a"], ["b"]]);
  remembered("c");
  remembered("b");
  remembered("a");
  expect(compute.mock.calls).toEqual([["a"], ["b"], ["c"], ["a"]]);
});

test("a key that throws is computed again", () => {
  const compute = vi.fn((key: string) => {
    if (key === "bad") throw new Error("no");
    return key;
  });
  const remembered = memo(compute);
  expect(() => remembered("bad")).toThrow("no");
  expect(() => remembered("bad")).toThrow("no");
  expect(compute).toHaveBeenCalledTimes(2);
});

test("a bounded map forgets the keys that came first; one that is set anew keeps its place", () => {
  const map = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  setBounded(map, { key: "a", value: 3, max: 2 });
  expect([...map]).toEqual([
    ["a", 3],
    ["b", 2],
  ]);
  setBounded(map, { key: "c", value: 4, max: 2 });
  expect([...map]).toEqual([
    ["b", 2],
    ["c", 4],
  ]);
});

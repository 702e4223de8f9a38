import { expect, test } from "vitest";
import { excessOf, maxDepth, maxValues } from "./json-excess";

const excess = (json: string) => excessOf(Buffer.from(json));
const nested = (depth: number, [open = "", close = ""]: readonly string[] = ["[", "]"]) =>
  open.repeat(depth) + close.repeat(depth);

test.each([
  ["lists", ["[", "]"]],
  ["objects", ["{", "}"]],
])("%s nest 32 levels deep, and no deeper", (_, brackets) => {
  expect(excess(nested(maxDepth, brackets))).toBeNull();
  expect(excess(nested(maxDepth + 1, brackets))).toBe("depth");
});

test("what is closed does not count for the depth", () => {
  expect(excess(`[${Array.from({ length: 100 }, () => nested(maxDepth - 1)).join(",")}]`)).toBeNull();
  expect(
    excess(`[${Array.from({ length: 100 }, () => nested(maxDepth - 1, ["{", "}"])).join(",")}]`),
  ).toBeNull();
});

test("fifty thousand values may come, and no more; the list that holds them is one", () => {
  const list = (values: number) => `[${Array.from({ length: values }, () => "1").join(",")}]`;
  expect(excess(list(maxValues - 1))).toBeNull();
  expect(excess(list(maxValues))).toBe("values");
  const empty = (lists: number) => `[${"[]".repeat(lists)}]`;
  expect([excess(empty(maxValues - 2)), excess(empty(maxValues - 1))]).toEqual([null, "values"]);
});

test("what a text holds is none of it, however it is quoted", () => {
  const text = "[{,".repeat(maxValues);
  expect(excess(`["${text}"]`)).toBeNull();
  expect(excess(`["a\\"${text}"]`)).toBeNull();
  expect(excess(`["a\\\\",${"[".repeat(maxDepth)}`)).toBe("depth");
  expect(excess("")).toBeNull();
});

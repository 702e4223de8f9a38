import { expect, test } from "vitest";
import { expectedVersions } from "./if-match";

const parse = (value: string | null) =>
  expectedVersions(new Headers(value === null ? {} : { "if-match": value }));

test.each([
  ['"a"', ["a"]],
  ['"a", "b"', ["a", "b"]],
  ['"a","b"', ["a", "b"]],
  [',, "a" ,', ["a"]],
  ['"a,b", "c"', ["a,b", "c"]],
  ['W/"a"', []],
  ['W/"a", "a"', ["a"]],
  ['""', [""]],
  ["*", null],
  [" * ", null],
])("%s", (value, versions) => {
  expect(parse(value)).toEqual(versions);
});

test.each(["a", "'a'", '"a', 'a"', '"a" "b"', '*, "a"', 'w/"a"', '"a"b', '"a b"'])(
  "%s is malformed",
  (value) => {
    expect(() => parse(value)).toThrow(expect.objectContaining({ status: 400 }));
  },
);

test.each([null, "", "  "])("without it (%s) a precondition is missing", (value) => {
  expect(() => parse(value)).toThrow(expect.objectContaining({ status: 428 }));
});

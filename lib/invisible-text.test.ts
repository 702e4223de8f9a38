import { expect, test } from "vitest";
import { escapeInvisible } from "./invisible-text";

test.each([
  ["plain täxt\twith\nlines", "plain täxt\twith\nlines"],
  ["\x9b2J\x1b[31m\x7f\r", "\\u009b2J\\u001b[31m\\u007f\\u000d"],
  ["\u202a\u202b\u202c\u202d\u202e", "\\u202a\\u202b\\u202c\\u202d\\u202e"],
  ["\u2066\u2067\u2068\u2069\u200e\u200f\u061c", "\\u2066\\u2067\\u2068\\u2069\\u200e\\u200f\\u061c"],
  ["half \ud800, a tag \u{e0041}", "half \\ud800, a tag \\udb40\\udc41"],
])("%j is printed as %j", (text, printed) => {
  expect(escapeInvisible(text)).toBe(printed);
});

test("JSON stays the same JSON, and none of it is obeyed by a terminal", () => {
  const value = { "k\u202e": "a\u009bb\u{e0041}\u2028\r\n\t" };
  const escaped = escapeInvisible(JSON.stringify(value));
  expect(JSON.parse(escaped)).toEqual(value);
  expect(escaped).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
});

import { expect, test } from "vitest";
import { visibleText } from "./visible-text";

test.each([
  ["plain täxt\twith\nlines", "plain täxt\twith\nlines"],
  ["a\u202egnp.exe", "a\\u{202e}gnp.exe"],
  ["zero\u200bwidth\u0000\u001b[31m", "zero\\u{200b}width\\u{0}\\u{1b}[31m"],
  ["half \ud800 pair", "half \\u{d800} pair"],
  ["a\r\nb", "a\nb"],
])("%j is shown as %j", (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

import { expect, test } from "vitest";
import { refusedParts } from "./refused-parts";

const whatOf = (rest: string) => refusedParts(`https://[2606:4700::1]:8443${rest}`)?.what ?? null;

test.each([...'|{}^`[]<>"'])(
  "a bare %s in path or query is one, and percent-encoded it is not",
  (character) => {
    const code = encodeURIComponent(character);
    for (const rest of [`/a${character}b`, `/a?b=${character}${character}`, `?${character}`]) {
      expect(refusedParts(`https://a.example.com${rest}`)).toEqual({
        what: `a bare ${character}`,
        instead: `Write ${code}`,
        rewritten: `https://a.example.com${rest.replaceAll(character, code)}`,
      });
      expect(whatOf(rest.replaceAll(character, code))).toBeNull();
    }
  },
);

test.each([
  ["/", null],
  ["/it's/(1)!*~;,:@$+?a=1&b&&c=&d==e&f=%2f%C3%A4%F0%9F%98%80&ä=ö", null],
  ["/a?off=100%", "a lone %"],
  ["/%zz", "a lone %"],
  ["/a?x=%4&y=1", "a lone %"],
  ["/a?=5", "a value without a name"],
  ["/a?b=1&=", "a value without a name"],
  ["/a=b/=c", null],
  ["/a?n=%E4", "percent-encoded bytes that are not UTF-8"],
  ["/a?n=%C3%A4%e4b", "percent-encoded bytes that are not UTF-8"],
  ["/a|b?x=[%]&=1", "a bare |, [ and ], a lone % and a value without a name"],
])("%s: %s", (rest, what) => {
  expect(whatOf(rest)).toBe(what);
});

test("only what means one thing is written anew", () => {
  const rewritten = (url: string) => refusedParts(url)?.rewritten;
  expect(rewritten("https://a.example.com/a?p=100%&q=%zz&r={x}%7C")).toBe(
    "https://a.example.com/a?p=100%25&q=%25zz&r=%7Bx%7D%7C",
  );
  expect(rewritten("https://a.example.com/a?p=|&=5")).toBeNull();
  expect(rewritten("https://a.example.com/a?p=|&q=%E4")).toBeNull();
});

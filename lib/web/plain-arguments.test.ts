import { expect, test } from "vitest";
import { arePlainArguments, arePlainParts } from "./plain-arguments";

const list = (...values: unknown[]) => JSON.stringify(values);

test.each([
  list(),
  list(1, true, null, "a", { b: ["c"] }),
  list("$$dollars", "$undefined", "$D2026-11-29T12:00:00.000Z", "$Infinity", "$-Infinity", "$NaN"),
  list({ $key: "1" }),
])("%s are arguments", (json) => {
  expect(arePlainArguments(json)).toBe(true);
});

test.each([
  '{"a":1}',
  '"a"',
  list("$"),
  list("$1"),
  list("$@1"),
  list("$Q1"),
  list("$K1"),
  list({ a: ["$F1"] }),
  list("$undefined "),
  list("a$undefined", "$undefineda"),
  list("$NaN1"),
  list("$Infinity1"),
  list("$D2026-11-29"),
  list("$D2026-11-29T12:00:00.000Z1"),
  list("$B1", "$$"),
  list("$$", "$B1"),
  `${"[".repeat(33)}${"]".repeat(33)}`,
])("%s are none", (json) => {
  expect(arePlainArguments(json)).toBe(false);
});

test("a form's fields come before the arguments, which name it", () => {
  expect(
    arePlainParts([
      ["_1_url", "a"],
      ["_1_url", "b"],
      ["0", list("$K1")],
    ]),
  ).toBe(true);
  expect(arePlainParts([["0", list("a")]])).toBe(true);
  expect(
    arePlainParts([
      ["_ffff_url", "a"],
      ["0", list("$Kffff")],
    ]),
  ).toBe(true);
});

test.each<[string, [string, unknown][]]>([
  ["nothing", []],
  ["arguments that are a file", [["0", new Blob(["[]"])]]],
  ["arguments under another name", [["1", list()]]],
  [
    "arguments in the middle",
    [
      ["0", list()],
      ["_1_url", "a"],
    ],
  ],
  [
    "a part that is no form's field",
    [
      ["url", "a"],
      ["0", list("$K1")],
    ],
  ],
  [
    "a field of a form without a number",
    [
      ["__url", "a"],
      ["0", list("$K1")],
    ],
  ],
  [
    "a field of form 0",
    [
      ["_0_url", "a"],
      ["0", list("$K1")],
    ],
  ],
  [
    "a field whose form's number is too long",
    [
      ["_12345_url", "a"],
      ["0", list("$K1")],
    ],
  ],
  [
    "a field that only holds a form's number",
    [
      ["a_1_url", "a"],
      ["0", list("$K1")],
    ],
  ],
  ["a form without a number", [["0", list("$K")]]],
  ["a form whose number is too long", [["0", list("$K12345")]]],
  ["what only ends like a form", [["0", list("$F1$K1")]]],
  ["what is neither a form nor plain", [["0", list("$K1", "$F1")]]],
  ["no list", [["0", "1"]]],
])("%s are no parts of arguments", (_, parts) => {
  expect(arePlainParts(parts)).toBe(false);
});

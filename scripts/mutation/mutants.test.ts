import { expect, test } from "vitest";
import { mutantsOf } from "./mutants";

/** What becomes of a source, one mutant each, without what is the same in all. */
const mutated = (source: string) =>
  mutantsOf(source).map(
    ({ start, end, replacement }) => source.slice(0, start) + replacement + source.slice(end),
  );

test.each([
  ["a < b", ["a <= b", "a >= b"]],
  ["a === b", ["a !== b"]],
  ["a && b", ["a || b"]],
  ["a ?? b", ["a"]],
  ["a - b", ["a + b"]],
  ["!a", ["a"]],
  ["a?.b", ["a.b"]],
  ["a?.[b]", ["a[b]"]],
  ["a ? b : c", ["true ? b : c", "false ? b : c"]],
  ["1", ["2"]],
  ["2_500", ["25000"]],
  ['"x"', ['""']],
  ['""', ['"mutant"']],
  [`\`x\${a}\``, ['""']],
  ["[a]", ["[]"]],
  ["true", ["false"]],
  ["/^a$/i", ["/a$/i", "/^a/i", "/^a$/"]],
  ["Math.min(a, b)", ["Math.max(a, b)"]],
  ["a.filter(b)", ["a"]],
  ["a as string", []],
  ["{ key: a }", []],
])("%s", (expression, expected) => {
  const changed = mutated(`const it = (${expression});`);
  expect(new Set(changed)).toEqual(new Set(expected.map((one) => `const it = (${one});`)));
});

test("statements are left out, and functions left empty", () => {
  expect(mutated("await call();")).toContain(";");
  expect(mutated("throw error;")).toEqual([";"]);
  expect(mutated("function f() { return a; }")).toEqual(["function f() { return; }"]);
  expect(mutated("function f() { g(); return a; }")).toContain("function f() {}");
  expect(mutated("function f(a = b) {}")).toEqual(["function f(a) {}"]);
});

test("types, names of modules and of properties, and what is logged are left alone", () => {
  const source = `"use server";
    import { a } from "./a";
    export type Kind = "one" | "two";
    const text = b as "one";
    log.info({ event: "c", n: 1 });`;
  expect(mutantsOf(source)).toEqual([]);
});

test("each mutant is another text, and none is there twice", () => {
  const source = "const limit = a < 1 ? 1 : a; if (!limit) limit.b(0, 0);";
  const all = mutated(source);
  expect(new Set([source, ...all]).size).toBe(all.length + 1);
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { equivalents, isEquivalent } from "./equivalent";
import { mutantsOf } from "./mutants";

test("each mutant that is left out is still one of its module's, and has a reason", () => {
  const gone = equivalents.filter((one) => {
    const source = readFileSync(one.file, "utf8");
    return !mutantsOf(source).some((mutant) => isEquivalent(one, { ...mutant, file: one.file }, source));
  });
  expect(gone).toEqual([]);
  expect(equivalents.filter(({ reason }) => reason === "")).toEqual([]);
});

test("it is left out where it stands, not elsewhere", () => {
  const one = { file: "a.ts", line: "const a = 1;", text: "1", replacement: "2", reason: "none" };
  const source = "const a = 1;\nconst b = 1;";
  const left = mutantsOf(source).filter((mutant) => !isEquivalent(one, { ...mutant, file: "a.ts" }, source));
  expect(left.map(({ start }) => start)).toEqual([source.lastIndexOf("1")]);
});

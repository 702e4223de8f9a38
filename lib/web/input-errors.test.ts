import { expect, test } from "vitest";
import type { z } from "zod";
import { operations } from "@/lib/api/operations";
import { InvalidError } from "@/lib/errors";
import { placesOf, sampleOf, withPart } from "@/lib/testing/hostile";
import { parseInput } from "./input-errors";

/** Beside what is missing: each kind of JSON value, none of which every place takes. */
const wrong = [undefined, null, 1, 1.5, true, "nothing of the kind", [], [[]], {}, { unknown: 1 }];
/** How zod words what no schema of ours words. */
const ofZod = /^(Invalid|Too |Expected|Unrecognized|Required)|received /;

function problemsOf(schema: z.ZodType, input: unknown) {
  try {
    parseInput(schema, input);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidError);
    return (error as InvalidError).errors;
  }
}

const schemas = operations.flatMap(({ id, body, query }) => [
  ...(body ? [[`the body of ${id}`, body] as const] : []),
  ...(query ? [[`the query of ${id}`, query] as const] : []),
]);

test.each(schemas)("%s: whatever is wrong or missing is told in a plain sentence", (_, schema) => {
  const sample = sampleOf(schema);
  const told = [{ path: [] }, ...placesOf(schema)].flatMap(({ path }) =>
    wrong.flatMap((part) => problemsOf(schema, withPart(sample, path, part))),
  );
  expect(told.length).toBeGreaterThan(0);
  expect([...new Set(told.map(({ message }) => message))].filter((message) => ofZod.test(message))).toEqual(
    [],
  );
});

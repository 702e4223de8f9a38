import { expect, test } from "vitest";
import { momentSchema } from "@/lib/moment";
import { expectedVersions } from "@/lib/web/if-match";
import { openApiDocument } from "./document";
import { idempotencyKeyPattern, ifMatchPattern } from "./header-patterns";
import { operations } from "./operations";

/** What generators of clients can make of the document, and that it says what the handlers judge by. */

type Schema = Record<string, unknown>;
const document = openApiDocument({ appUrl: "https://a.example.com", version: "1.0.0", maxUrls: 20 });

function* objectsIn(value: unknown, path = ""): Generator<[path: string, Schema]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Schema];
  for (const [name, part] of Object.entries(value)) yield* objectsIn(part, `${path}/${name}`);
}
const schemas = [...objectsIn(document)];

const parameter = (path: string, method: string, name: string): Schema => {
  const operation = (document.paths as Record<string, Record<string, { parameters: Schema[] }>>)[path]?.[
    method
  ];
  const found = operation?.parameters.find((one) => one.name === name);
  if (!found) throw new Error(`The document has no ${name} at ${method} ${path}.`);
  return found.schema as Schema;
};

test("no two fields differ by capitals alone", () => {
  for (const [path, { properties }] of schemas) {
    if (typeof properties !== "object") continue;
    const names = Object.keys(properties as object).map((name) => name.toLowerCase());
    expect(names, path).toEqual([...new Set(names)]);
  }
});

test("no schema is a constant truth value, or made of several", () => {
  expect(schemas.filter(([, { const: constant }]) => typeof constant === "boolean")).toEqual([]);
  expect(schemas.filter(([, { allOf }]) => allOf !== undefined)).toEqual([]);
});

test("every pattern is one that all dialects of regular expressions read alike", () => {
  const patterns = schemas.map(([, { pattern }]) => pattern).filter((one) => typeof one === "string");
  expect(patterns.length).toBeGreaterThan(10);
  // No classes of Unicode, no assertion but the ends, no names, no references.
  for (const pattern of patterns) expect(pattern).not.toMatch(/\\[pPkKuU1-9bBAZzQ]|\(\?(?!:)/);
});

test("a process name is wanted, and its rule is said in words", () => {
  const [, body] = schemas.find(([path]) => /instances~?1?\/create.*requestBody.*schema$/.test(path)) ?? [];
  expect(body).toMatchObject({
    required: ["processName"],
    properties: {
      processName: { type: "string", maxLength: 100, description: expect.stringMatching(/^Letters/) },
    },
  });
});

test.each([
  ["a", true],
  ["a b-~!", true],
  ["", false],
  ["ä", false],
  ["a\tb", false],
])("the document has the Idempotency-Key %j as the handlers have", (key, allowed) => {
  const described = parameter("/api/events", "post", "Idempotency-Key");
  expect(described).toMatchObject({ maxLength: 255, pattern: idempotencyKeyPattern });
  expect(new RegExp(idempotencyKeyPattern).test(key)).toBe(allowed);
});

test.each([
  ["*", true],
  ['"abc"', true],
  ['W/"abc"', true],
  ['"a", "b,c" ,W/"d"', true],
  [', "a",,"b",', true],
  ['""', true],
  ['"\u00e4"', true],
  ["abc", false],
  ['"a" "b"', false],
  ['"a', false],
  ['"a"b', false],
  ['*, "a"', false],
])("the document has the If-Match %j as the handlers have", (given, allowed) => {
  expect(parameter("/api/webhooks", "put", "If-Match")).toMatchObject({ pattern: ifMatchPattern });
  const isTaken = () => {
    try {
      expectedVersions(new Headers({ "if-match": given }));
      return true;
    } catch {
      return false;
    }
  };
  expect([new RegExp(ifMatchPattern).test(given), isTaken()]).toEqual([allowed, allowed]);
});

test.each([
  ["1969-12-31T23:59:59Z", false],
  ["1970-01-01T00:00:00Z", true],
  ["2078-06-24T06:39:17.1+21:25", true],
  ["2026-01-01T00:00:00+24:00", false],
  ["2026-01-01t00:00:00z", false],
  ["9999-12-31T23:59:59.999Z", true],
  ["2026-13-01T00:00:00Z", false],
])("the document has the time %s as the handlers have", (text, allowed) => {
  for (const [path, name] of [
    ["/api/events", "from"],
    ["/api/deliveries", "to"],
    ["/api/reconciliation", "from"],
  ] as const) {
    const { pattern, format } = parameter(path, "get", name);
    expect(format).toBe("date-time");
    expect([path, new RegExp(String(pattern)).test(text)]).toEqual([path, allowed]);
  }
  expect(momentSchema.safeParse(text).success).toBe(allowed);
});

test("what may not be empty, and what is refused before it is counted, is described so", () => {
  const [, description] =
    schemas.find(([path]) => /endpointID\}\/patch\/requestBody.*schema$/.test(path)) ?? [];
  expect(description).toMatchObject({ minProperties: 1 });
  const names = parameter("/api/instances/{instanceID}/fields", "get", "names");
  expect(JSON.parse(JSON.stringify(names))).not.toHaveProperty("maxLength");
});

test("what a body's document does not require may be left out", () => {
  let leftOut = 0;
  for (const { id, body, example, path, method } of operations) {
    const described = objectsIn(document.paths?.[path]?.[method.toLowerCase() as "put"]?.requestBody);
    const schema = [...described].find(([at]) => at.endsWith("/schema"))?.[1];
    if (!body || !schema?.properties || typeof example !== "object" || Array.isArray(example)) continue;
    for (const name of Object.keys(example ?? {})) {
      if ((schema.required as string[] | undefined)?.includes(name)) continue;
      // One of two, in words.
      const { description } = (schema.properties as Record<string, { description?: string }>)[name] ?? {};
      if (description?.includes("needed unless")) continue;
      const { [name]: _, ...rest } = example as Record<string, unknown>;
      expect(body.safeParse(rest).error?.issues.map((issue) => issue.path[0]) ?? [], id).not.toContain(name);
      leftOut += 1;
    }
  }
  expect(leftOut).toBeGreaterThan(5);
});

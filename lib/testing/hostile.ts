import { z } from "zod";

/** Makes inputs of a schema, and makes any part of one as large and as odd as somebody may send it. */

type Json = {
  type?: string;
  properties?: Record<string, Json>;
  required?: string[];
  items?: Json;
  enum?: unknown[];
  anyOf?: Json[];
  allOf?: Json[];
  format?: string;
  pattern?: string;
  minimum?: number;
};
type Place = { path: (string | number)[]; schema: Json };

const samples = [
  "Sample one 7",
  "aud_1",
  "dlv_1",
  "job_1",
  "ep_1",
  "usr_1",
  "evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN",
  "ABCDEFGHIJ",
  "7",
  "503",
  "A".repeat(43),
];

/** Where the pattern alone does not say what is right. */
const samplesByName: Record<string, string> = {
  email: "ada@example.com",
  password: "nine quiet green lamps",
  next: "nine quiet green lamps",
  code: "K7F2-9XQA",
  perSecond: "5",
  atOnce: "2",
  pauses: "30s, 5m",
};

function jsonOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
}

/** An input the schema takes. @throws Error for a pattern that no sample has yet */
export function sampleOf(schema: z.ZodType): unknown {
  const json = jsonOf(schema);
  const all = sample(json, "");
  if (schema.safeParse(all).success) return all;
  // Of parts that exclude each other one is left out.
  const optional = Object.keys(json.properties ?? {}).filter((name) => !json.required?.includes(name));
  const without = optional.map((name) => ({ ...(all as object), [name]: undefined }));
  return without.find((one) => schema.safeParse(one).success) ?? all;
}

function sample(json: Json, name: string): unknown {
  if (json.enum) return json.enum[0];
  if (json.anyOf?.[0]) return sample(json.anyOf[0], name);
  if (json.properties) {
    return Object.fromEntries(Object.entries(json.properties).map(([key, part]) => [key, sample(part, key)]));
  }
  if (json.type === "array") return [sample(json.items ?? {}, name)];
  if (json.type === "boolean") return false;
  if (json.type === "number" || json.type === "integer") return Math.max(json.minimum ?? 1, 1);
  if (samplesByName[name]) return samplesByName[name];
  if (json.format === "date-time") return `2026-01-0${name === "to" ? 2 : 1}T00:00:00Z`;
  const patterns = [json, ...(json.allOf ?? [])].flatMap(({ pattern }) => pattern ?? []);
  const found = samples.find((text) => patterns.every((pattern) => new RegExp(pattern, "u").test(text)));
  if (found === undefined) throw new Error(`No sample matches ${patterns.join(" and ")} (${name}).`);
  return found;
}

/** Every part of the input: the whole, each list, each object, each single value. */
export function placesOf(schema: z.ZodType): Place[] {
  const found: Place[] = [];
  const walk = (json: Json, path: Place["path"]) => {
    for (const one of json.anyOf ?? []) walk(one, path);
    if (!json.anyOf) found.push({ path, schema: json });
    for (const [key, part] of Object.entries(json.properties ?? {})) walk(part, [...path, key]);
    if (json.items) walk(json.items, [...path, 0]);
  };
  walk(jsonOf(schema), []);
  return found;
}

/** The input with something else in that place. */
export function withPart(input: unknown, path: Place["path"], part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (typeof key === "number") return [withPart(Array.isArray(input) ? input[0] : undefined, rest, part)];
  const object = input !== null && typeof input === "object" && !Array.isArray(input) ? input : {};
  return { ...object, [key]: withPart((object as Record<string, unknown>)[key], rest, part) };
}

const repeat = (unit: string, size: number) => unit.repeat(Math.floor(size / unit.length));

/** Texts by what they are made of; those of the first list fit into a header. */
export const headerFillings: Record<string, (size: number) => string> = {
  letters: (size) => repeat("a", size),
  spaces: (size) => `a${repeat(" ", size)}b`,
  tabs: (size) => `a${repeat("\t", size)}b`,
  commas: (size) => repeat("a,", size),
  quotes: (size) => repeat('"', size),
  "quoted parts": (size) => repeat('"a",W/', size),
  percents: (size) => repeat("%", size),
  colons: (size) => repeat(":", size),
  dots: (size) => `:${repeat(".", size)}:`,
  digits: (size) => repeat("1", size),
  brackets: (size) => repeat("[]", size),
  parentheses: (size) => `Mon, ${repeat("(", size)}`,
  questions: (size) => repeat("?", size),
  "a URL and spaces": (size) => `http://a${repeat(" ", size)}b`,
  "many URLs": (size) => repeat("http://", size),
  "many queries": (size) => `http://a/?${repeat("a=b&", size)}`,
  "many addresses": (size) => repeat("10.0.0.1, ", size),
};
export const textFillings: Record<string, (size: number) => string> = {
  ...headerFillings,
  "lines of spaces": (size) => repeat(`http://a${" ".repeat(1_000)}b\n`, size),
  "empty lines": (size) => repeat("\n", size),
  "short lines": (size) => repeat("a\r\n", size),
  "U+0000": (size) => repeat("\0", size),
  "half characters": (size) => repeat("\ud800", size),
  "bidi marks": (size) => repeat("\u202e", size),
};

const many = <T>(item: T, size: number) =>
  Array<T>(Math.floor(size / (JSON.stringify(item).length + 1))).fill(item);
const keys = (count: number, name: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), 1]));

/** What may stand in the place of anything: many of something, under long names. */
const otherFillings: Record<string, (size: number) => unknown> = {
  "many numbers": (size) => many(0, size),
  "many texts": (size) => many("a", size),
  "many U+0000": (size) => many("\0", size),
  "many half characters": (size) => many("\udc00", size),
  "many lists": (size) => many([], size),
  "many names": (size) => keys(Math.floor(size / 11), (index) => `k${index}`),
  "many long names": (size) => keys(Math.floor(size / 1_010), (index) => `${index}${"k".repeat(1_000)}`),
  "many names with U+0000": (size) => keys(Math.floor(size / 16), (index) => `\0${index}`),
  "a long name over many U+0000": (size) => ({ ["k".repeat(size / 2)]: many("\0", size / 2) }),
  "a long name over many names": (size) => ({
    ["k".repeat(size / 2)]: keys(Math.floor(size / 32), (index) => `\0${index}`),
  }),
};

/** Of these a place that holds one value needs only some: all are refused by their type alone. */
const fillingsOfSingles = Object.fromEntries(
  Object.entries(otherFillings).filter(([name]) =>
    ["many U+0000", "many names", "a long name over many U+0000"].includes(name),
  ),
);

/** Inputs of about `size` bytes of JSON: one part after the other filled with one thing after the other. */
export function hostileInputs(schema: z.ZodType): {
  name: string;
  path: Place["path"];
  make: (size: number) => unknown;
}[] {
  const input = sampleOf(schema);
  return placesOf(schema).flatMap(({ path, schema: { type, items } }) => {
    const item = items && sample(items, "");
    const isSingle = type !== "array" && type !== "object";
    const fillings: Record<string, (size: number) => unknown> = {
      ...(type === "string" ? textFillings : {}),
      ...(item === undefined ? {} : { "many as they should be": (size: number) => many(item, size) }),
      ...(isSingle ? fillingsOfSingles : otherFillings),
    };
    return Object.entries(fillings).map(([filling, fill]) => ({
      name: `${path.join(".") || "all"}: ${filling}`,
      path,
      make: (size: number) => withPart(input, path, fittingInJson(fill, size)),
    }));
  });
}

/** Escapes make a text longer than it is: by how much, a piece of it tells. */
function fittingInJson(fill: (size: number) => unknown, size: number): unknown {
  const piece = Math.min(size, 4_096);
  const bytes = Buffer.byteLength(JSON.stringify(fill(piece)));
  return fill(Math.floor((size * piece) / Math.max(piece, bytes)));
}

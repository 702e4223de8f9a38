import { InvalidError } from "@/lib/errors";
import { limits } from "./schema";
import type { Field } from "./view";

/** The size of a field in bytes: name, text and value in UTF-8, as `sizesColumn` counts them. */
function bytesOf({ name, text, value }: Field): number {
  return Buffer.byteLength(name) + Buffer.byteLength(text) + Buffer.byteLength(value);
}

/** The name and size of each stored field; the values stay in the database. */
export const sizesColumn = `
  (select coalesce(jsonb_agg(jsonb_build_array(field ->> 'name',
     octet_length(field ->> 'name') + octet_length(field ->> 'text') + octet_length(field ->> 'value'))), '[]')
   from jsonb_array_elements(fields) as field) as sizes`;

/** Bytes by field name. */
export type Sizes = ReadonlyMap<string, number>;

export const sizesOf = (fields: readonly Field[]): Sizes =>
  new Map(fields.map((field) => [field.name, bytesOf(field)]));

/**
 * Enforces the limits of an instance. One from before the limits may hold more, as long as no change makes it larger.
 * @throws InvalidError
 */
export function assertFits(next: Sizes, present: Sizes = new Map()): void {
  if (next.size > limits.fields && next.size > present.size) {
    const message = `The instance would have ${next.size} fields; at most ${limits.fields} are allowed.`;
    throw new InvalidError([{ path: "FieldsMappings", message }]);
  }
  const bytes = totalOf(next);
  if (bytes > limits.bytes && bytes > totalOf(present)) {
    const [would, limit] = [bytes, limits.bytes].map((count) => count.toLocaleString("en-US"));
    const message = `The instance's fields would hold ${would} bytes; the limit is ${limit}. Shorten or leave out some: keep large values elsewhere, and a reference here.`;
    throw new InvalidError([{ path: "FieldsMappings", message }]);
  }
}

export const totalOf = (sizes: Sizes) => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);

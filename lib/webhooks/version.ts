import { createHash } from "node:crypto";

/**
 * The version of settings is made of what they say: two states that say the same have the same version, and nothing but
 * saving something else changes it (docs/decisions/0019).
 * @param content what JSON can say, with its fields always in the same order
 */
export function versionOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 27);
}

/** The version a change starts from, or those that will do; null where whatever is stored may be replaced. */
export type ExpectedVersion = string | readonly string[] | null;

export function isExpected(expected: ExpectedVersion, version: string): boolean {
  return (
    expected === null || (typeof expected === "string" ? expected === version : expected.includes(version))
  );
}

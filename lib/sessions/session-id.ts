import { createHash, randomBytes } from "node:crypto";

/** How long a sign-in counts, whatever happens meanwhile. */
export const sessionSeconds = 8 * 3600;

/** A new id: 256 random bits in base64url. Whoever has it is signed in. */
export function newSessionId(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of an id, and what names its session to its owner: the id cannot be found from it. */
export function sessionHash(id: string): Buffer {
  return createHash("sha256").update(id).digest();
}

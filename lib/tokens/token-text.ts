import { createHash, randomInt } from "node:crypto";

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const random = (length: number) => Array.from({ length }, () => letters[randomInt(letters.length)]).join("");

/** 43 base62 letters hold 32 bytes. */
const secretLength = 43;
const shape = new RegExp(`^cbt_([0-9A-Za-z]{10})_([0-9A-Za-z]{${secretLength}})$`);

/** A new token: `cbt_<id>_<secret>`. */
export function newToken(): { id: string; secret: string; token: string } {
  const [id, secret] = [random(10), random(secretLength)];
  return { id, secret, token: `cbt_${id}_${secret}` };
}

/** Its parts; null when it is none. */
export function parseToken(token: string): { id: string; secret: string } | null {
  const [, id, secret] = shape.exec(token) ?? [];
  return id && secret ? { id, secret } : null;
}

/** What is kept of a secret. */
export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

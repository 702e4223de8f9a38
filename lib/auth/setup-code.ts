import { hkdfSync, timingSafeEqual } from "node:crypto";

/**
 * The code that `/setup` wants while there is no administrator: 24 characters derived from APP_SECRET (HKDF, RFC 5869),
 * so every node and every restart prints the same one and nothing is stored (docs/decisions/0004).
 */
export function setupCode(appSecret: string): string {
  return Buffer.from(hkdfSync("sha256", appSecret, "", "callboard setup code", 18)).toString("base64url");
}

/** Whether a code given by a visitor is the right one, in constant time. */
export function isSetupCode(given: string, appSecret: string): boolean {
  const wanted = Buffer.from(setupCode(appSecret));
  const actual = Buffer.from(given);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted);
}

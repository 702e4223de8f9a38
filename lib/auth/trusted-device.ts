import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * What a trusted device keeps after a sign-in, so that nobody who guesses passwords elsewhere shuts its user out:
 * `<number>.<proof>`. It proves that this browser once signed in with this email, and opens nothing.
 */
export function issueDeviceToken(email: string, appSecret: string): string {
  const number = randomBytes(16).toString("base64url");
  return `${number}.${proofOf(number, email, appSecret)}`;
}

/** The number in a device token of ours for this email, or null. */
export function readDeviceToken(token: string, email: string, appSecret: string): string | null {
  const [number = "", proof = ""] = token.split(".");
  const wanted = Buffer.from(proofOf(number, email, appSecret));
  const actual = Buffer.from(proof);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted) ? number : null;
}

function proofOf(number: string, email: string, appSecret: string): string {
  const key = Buffer.from(hkdfSync("sha256", appSecret, "", "callboard known browser", 32));
  return createHmac("sha256", key).update(`${number}.${email}`).digest("base64url");
}

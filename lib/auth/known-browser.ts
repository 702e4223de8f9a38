import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * What a browser keeps after a sign-in, so that its person is not shut out by somebody who guesses passwords elsewhere:
 * `<number>.<proof>`. It proves that this browser once signed in with this email, and opens nothing.
 */
export function browserMark(email: string, appSecret: string): string {
  const number = randomBytes(16).toString("base64url");
  return `${number}.${proofOf(number, email, appSecret)}`;
}

/** The number in a mark of ours for this email, or null. */
export function knownBrowser(mark: string, email: string, appSecret: string): string | null {
  const [number = "", proof = ""] = mark.split(".");
  const wanted = Buffer.from(proofOf(number, email, appSecret));
  const actual = Buffer.from(proof);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted) ? number : null;
}

function proofOf(number: string, email: string, appSecret: string): string {
  const key = Buffer.from(hkdfSync("sha256", appSecret, "", "callboard known browser", 32));
  return createHmac("sha256", key).update(`${number}.${email}`).digest("base64url");
}

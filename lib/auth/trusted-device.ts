import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** The cookie that holds a device's token. */
export const deviceCookie = "callboard-browser";

/**
 * What a trusted device keeps after a sign-in, so that nobody who guesses passwords elsewhere shuts its user out:
 * `<number>.<proof>.<seal>`. The proof says that this browser once signed in with this email, the seal the same of any email.
 * It opens nothing.
 */
export function issueDeviceToken(email: string, appSecret: string): string {
  const number = randomBytes(16).toString("base64url");
  const proven = `${number}.${proofOf(number, email, appSecret)}`;
  return `${proven}.${sealOf(proven, appSecret)}`;
}

/** Whether a token is one of ours, whoever signed in. One without a seal, as releases before gave, is not known to be. */
export function isDeviceToken(token: string, appSecret: string): boolean {
  const [number = "", proof = "", seal = ""] = token.split(".");
  return isSame(seal, sealOf(`${number}.${proof}`, appSecret));
}

/** The number in a device token of ours for this email, or null. */
export function readDeviceToken(token: string, email: string, appSecret: string): string | null {
  const [number = "", proof = ""] = token.split(".");
  return isSame(proof, proofOf(number, email, appSecret)) ? number : null;
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const proofOf = (number: string, email: string, appSecret: string) =>
  hmac(`${number}.${email}`, appSecret, "callboard known browser");
const sealOf = (proven: string, appSecret: string) => hmac(proven, appSecret, "callboard trusted device");

function hmac(text: string, appSecret: string, purpose: string): string {
  const key = Buffer.from(hkdfSync("sha256", appSecret, "", purpose, 32));
  return createHmac("sha256", key).update(text).digest("base64url");
}

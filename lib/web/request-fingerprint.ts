import { createHash, createHmac, hkdfSync } from "node:crypto";

/** What tells a request from others, as its idempotency record keeps it (docs/decisions/0017). */
export type RequestFingerprint = {
  /** HMAC-SHA-256 by a key of APP_SECRET: who reads the database cannot try what a body may have held. */
  keyed: Buffer;
  /** SHA-256, as the release before keeps it; stored only while that release may have to read it. */
  unkeyed: Buffer;
};

/** @param request all that makes the request what it is, as one text */
export function requestFingerprint(request: string, appSecret: string): RequestFingerprint {
  const unkeyed = createHash("sha256").update(request).digest();
  const key = Buffer.from(hkdfSync("sha256", appSecret, "", "callboard idempotency fingerprint", 32));
  return { keyed: createHmac("sha256", key).update(unkeyed).digest(), unkeyed };
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

/** An endpoint by its id, for its signing secret; a part of one, such as `header:authorization`; or what notices are posted with. */
export type SecretOwner = number | { endpointId: number; part: string } | "notices";

/**
 * A secret as it is stored: AES-256-GCM under a key derived from APP_SECRET (HKDF, RFC 5869), bound to its
 * owner, so that a row copied onto another endpoint does not open. Layout: nonce, tag, ciphertext.
 */
export function sealSecret(secret: string, owner: SecretOwner, appSecret: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyFrom(appSecret), nonce).setAAD(boundTo(owner));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error when APP_SECRET is another one than it was sealed with, or the row was altered */
export function openSecret(sealed: Uint8Array, owner: SecretOwner, appSecret: string): string {
  const box = Buffer.from(sealed);
  const decipher = createDecipheriv("aes-256-gcm", keyFrom(appSecret), box.subarray(0, nonceBytes))
    .setAAD(boundTo(owner))
    .setAuthTag(box.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(box.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
    "utf8",
  );
}

function keyFrom(appSecret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", appSecret, "", "callboard signing secrets", 32));
}

function boundTo(owner: SecretOwner): Buffer {
  return Buffer.from(ownerText(owner));
}

/** Each owner's own. */
function ownerText(owner: SecretOwner): string {
  if (typeof owner === "object") return `endpoint:${owner.endpointId}:${owner.part}`;
  return typeof owner === "number" ? `endpoint:${owner}` : owner;
}

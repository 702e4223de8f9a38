import { createHmac } from "node:crypto";

/** What a signing secret begins with (Standard Webhooks, "Signature scheme"). */
export const secretPrefix = "whsec_";

/**
 * The `webhook-signature` value: one `v1,<base64 HMAC-SHA256>` per secret, space-separated. Signed is
 * `<id>.<timestamp>."<query>"`: a GET has no body, so its query in double quotes stands for one, and the stock
 * Standard Webhooks libraries verify it.
 */
export function signCallback({
  eventId,
  timestampS,
  query,
  secrets,
}: {
  eventId: string;
  timestampS: number;
  query: string;
  secrets: readonly string[];
}): string {
  const content = `${eventId}.${timestampS}."${query}"`;
  return secrets
    .map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(content).digest("base64")}`)
    .join(" ");
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, "base64");
}

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
  return signContent(`${eventId}.${timestampS}."${query}"`, secrets);
}

/** As Standard Webhooks signs a message with a body: `<id>.<timestamp>.<body>`. */
export function signBody({
  id,
  timestampS,
  body,
  secrets,
}: {
  id: string;
  timestampS: number;
  body: string;
  secrets: readonly string[];
}): string {
  return signContent(`${id}.${timestampS}.${body}`, secrets);
}

function signContent(content: string, secrets: readonly string[]): string {
  return secrets
    .map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(content).digest("base64")}`)
    .join(" ");
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, "base64");
}

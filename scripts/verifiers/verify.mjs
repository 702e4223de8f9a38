// `node verify.mjs PACKAGE < calls.tsv`, with the packages installed beside it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const [, , name] = process.argv;
const { Webhook } = await import(name);
for (const line of readFileSync(0, "utf8").split("\n")) {
  const [id, timestamp, signature, secret, query] = line.split("\t");
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  const webhook = new Webhook(secret);
  // standardwebhooks returns the JSON that it read, svix of today nothing.
  assert.ok([query, undefined].includes(webhook.verify(`"${query}"`, headers)), query);
  assert.throws(() => webhook.verify(`"${query}&"`, headers), { message: /signature/ });
}

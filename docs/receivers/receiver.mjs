// A receiver of Callboard's callbacks in JavaScript (Node 18 or newer), without libraries.
// WEBHOOK_SECRET=whsec_… PORT=8080 node receiver.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const toleranceSeconds = 5 * 60;

/** Whether Callboard sent this request: its query as it came, byte for byte, and its headers. */
export function isGenuine(secret, query, headers, nowSeconds = Date.now() / 1000) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  if (!id || !/^\d+$/.test(timestamp ?? "") || Math.abs(nowSeconds - Number(timestamp)) > toleranceSeconds) {
    return false;
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}."${query}"`).digest();
  // Two signatures, parted by a space, for a day after the secret was rotated.
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

createServer((request, response) => {
  const query = request.url.slice(request.url.indexOf("?") + 1);
  if (!isGenuine(process.env.WEBHOOK_SECRET, query, request.headers)) {
    response.writeHead(401).end();
    return;
  }
  const { instanceID, eventType } = Object.fromEntries(new URLSearchParams(query));
  // The same webhook-id may come again after a crash: remember it, and do the work once.
  console.log(request.headers["webhook-id"], eventType, instanceID);
  response.writeHead(204).end();
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");

// A receiver of Callboard's callbacks in JavaScript (Node 18.3 or newer), without libraries.
// WEBHOOK_SECRET=whsec_… PORT=8080 node receiver.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const toleranceSeconds = 5 * 60;

/** The key in a signing secret. @throws Error where it holds none */
export function keyOf(secret = "") {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (key.length < 24) throw new Error("Set WEBHOOK_SECRET to the URL's signing secret, whsec_…");
  return key;
}

/** Whether Callboard sent this request: its query as it came, byte for byte, and its headers, each a list of its values. */
export function isGenuine(key, query, headers, nowSeconds = Date.now() / 1000) {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  if (names.some((name) => headers[name]?.length !== 1)) return false;
  const [id, timestamp, signatures] = names.map((name) => headers[name][0]);
  if (!id || !/^\d{1,15}$/.test(timestamp) || Math.abs(nowSeconds - Number(timestamp)) > toleranceSeconds) {
    return false;
  }
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}."${query}"`).digest("base64");
  const expected = Buffer.from(`v1,${digest}`);
  // Two signatures, parted by a space, for a day after the secret was rotated.
  return signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function receive(request) {
  const query = request.url.includes("?") ? request.url.slice(request.url.indexOf("?") + 1) : "";
  if (!isGenuine(key, query, request.headersDistinct)) return 401;
  const { instanceID, eventType } = Object.fromEntries(new URLSearchParams(query));
  // The same webhook-id may come again after a crash: remember it, and do the work once.
  console.log(request.headers["webhook-id"], eventType, instanceID);
  return 204;
}

const key = keyOf(process.env.WEBHOOK_SECRET);
createServer((request, response) => {
  let status = 500;
  try {
    status = receive(request);
  } catch (error) {
    // Callboard sends it again: only what was done is answered as done.
    console.error(error);
  }
  response.writeHead(status).end();
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");

import { afterAll, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { withinRequest } from "@/lib/testing/within-request";
import { streamRoute } from "./stream-route";

process.env.APP_URL = "http://localhost:3000";
afterAll(() => pool().end());

const handler = streamRoute("deliveries:read", async () => new Response("served"));
const signedOut = 401;

test.each([
  ["ours", { origin: "http://localhost:3000", host: "localhost:3000" }, signedOut],
  ["that of the host asked", { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, signedOut],
  ["another site's", { origin: "http://evil.example", host: "localhost:3000" }, 403],
  ["not said", {}, signedOut],
  ["not said, from our page", { "sec-fetch-site": "same-origin" }, signedOut],
  ["not said, typed by a person", { "sec-fetch-site": "none" }, signedOut],
  ["not said, from another site", { "sec-fetch-site": "cross-site" }, 403],
  ["not said, from a sibling", { "sec-fetch-site": "same-site" }, 403],
])("a stream whose request's Origin is %s", async (_, headers, status) => {
  const request = new Request("http://localhost:3000/stream");
  expect((await withinRequest({ headers }, () => handler(request))).status).toBe(status);
});

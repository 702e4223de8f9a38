import { once } from "node:events";
import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A server that answers with the headers its handler sees, in a process into which the product's own file is loaded. */
const server = http.createServer((request, response) => response.end(JSON.stringify(request.headers)));
let port = 0;

beforeAll(async () => {
  process.env.APP_URL = "https://callboard.example.com";
  await import("@/lib/supervise/before-next");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => {
  server.close();
});

async function seen(headers: http.OutgoingHttpHeaders) {
  const request = http.get({ port, headers, agent: false });
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const chunks = await response.toArray();
  return {
    answer: response.headers,
    headers: JSON.parse(Buffer.concat(chunks).toString()) as http.IncomingHttpHeaders,
  };
}

test("every answer tells browsers to stay with https", async () => {
  expect((await seen({})).answer["strict-transport-security"]).toBe("max-age=31536000");
});

test("the address that connected is noted over what the client sent", async () => {
  expect((await seen({ "x-callboard-peer": "203.0.113.9" })).headers["x-callboard-peer"]).toBe("127.0.0.1");
});

const tree = encodeURIComponent(JSON.stringify(["", { children: ["__PAGE__", {}] }, null, null, 16]));

test("a router state that Next understands goes through, one that it fails on does not", async () => {
  expect((await seen({ "next-router-state-tree": tree })).headers["next-router-state-tree"]).toBe(tree);
  const malformed = ["{bad", "%ff", "[]", "null", '"text"', encodeURIComponent('["",1]'), "x".repeat(10_000)];
  for (const header of [...malformed, [tree, tree]]) {
    expect((await seen({ "next-router-state-tree": header })).headers).not.toHaveProperty(
      "next-router-state-tree",
    );
  }
});

test.each([
  ["a=1; next-auth.callback-url=garbage; b=2", "a=1; b=2"],
  ["__Secure-next-auth.callback-url=%ff", ""],
  ["__Secure-next-auth.callback-url=javascript%3Aalert(1); a=1", " a=1"],
  ["next-auth.callback-url=http%3A%2F%2F", ""],
  ["next-auth.callback-url=%2Finstances", "next-auth.callback-url=%2Finstances"],
  [
    "a=1; next-auth.callback-url=https%3A%2F%2Fx.example.com",
    "a=1; next-auth.callback-url=https%3A%2F%2Fx.example.com",
  ],
  ["a=garbage; next-auth.session-token=garbage", "a=garbage; next-auth.session-token=garbage"],
])("of the cookies %j next-auth is shown %j", async (cookie, shown) => {
  expect((await seen({ cookie })).headers.cookie).toBe(shown);
});

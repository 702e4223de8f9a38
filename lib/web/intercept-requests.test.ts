import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listenBehindBeforeNext } from "@/lib/testing/before-next";
import { sessionToken } from "./session-token";

/** A server that answers with the headers its handler sees, in a process into which the product's own file is loaded. */
const handled: string[] = [];
const contexts = new AsyncLocalStorage<string>();
/** Of whose request the handler was called as a part. */
const inherited: (string | undefined)[] = [];
const server = http.createServer((request, response) => {
  handled.push(request.url ?? "");
  inherited.push(contexts.getStore());
  // As Next and React do: what a request is made of is found by this.
  contexts.enterWith(request.url ?? "");
  if (request.url === "/later") setImmediate(() => response.end());
  else if (!request.url?.endsWith("held")) response.end(JSON.stringify(request.headers));
});
let port = 0;

beforeAll(async () => {
  port = await listenBehindBeforeNext(server);
});
afterAll(() => {
  server.close();
});

async function asked(path: string, { method = "GET", ...headers }: Record<string, string> = {}) {
  const request = http.request({ port, path, method, headers, agent: false });
  request.on("error", () => {});
  request.end();
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const body = Buffer.concat(await response.toArray()).toString();
  return {
    status: response.statusCode,
    headers: response.headers,
    body: body === "" ? null : JSON.parse(body),
  };
}

test("whether the process lives is answered before anything else, with the headers of every answer", async () => {
  const answer = await asked("/api/health/live?now");
  expect([answer.status, answer.body]).toEqual([200, { status: "ok" }]);
  expect(answer.headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
  });
  expect((await asked("/api/health/live", { method: "HEAD" })).status).toBe(200);
  expect((await asked("/api/health/live", { method: "POST" })).body).toHaveProperty("host");
});

test("of pages that are asked for behind one another on a connection each waits for the one before, and none is made once it is gone", async () => {
  const page = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const answered = net.connect(port, "127.0.0.1");
  answered.write(["/one", "/two", "/three"].map(page).join(""));
  let text = "";
  for await (const chunk of answered) {
    text += chunk;
    if (text.split("HTTP/1.1 200").length === 4) break;
  }
  expect(handled.filter((path) => /one|two|three/.test(path))).toEqual(["/one", "/two", "/three"]);
  const gone = net.connect(port, "127.0.0.1");
  gone.write(page("/held").repeat(50));
  await expect.poll(() => handled).toContain("/held");
  gone.destroy();
  // All slots are free again: a crowd of pages gets its answers.
  await Promise.all(Array.from({ length: 40 }, () => seen({})));
  expect(handled.filter((path) => path === "/held")).toHaveLength(1);
});

test("no request that waited for a slot is handled as a part of the one that made room", async () => {
  const before = inherited.length;
  await Promise.all(Array.from({ length: 40 }, () => raw("GET /later HTTP/1.1", "Host: x")));
  const pages = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const socket = net.connect(port, "127.0.0.1");
  socket.write(["/p1", "/p2", "/p3"].map(pages).join(""));
  await expect.poll(() => handled).toContain("/p3");
  socket.destroy();
  expect(inherited.slice(before).filter((context) => context !== undefined)).toEqual([]);
});

test("a page whose client leaves while it is made keeps its slot as long as that may take", async () => {
  const before = handled.length;
  const leaving = Array.from({ length: 8 }, () => {
    const request = http.get({ port, path: "/held", agent: false });
    request.on("error", () => {});
    return request;
  });
  // A client that left before keeps its slot a while.
  await expect.poll(() => handled.length).toBe(before + 8);
  for (const request of leaving) request.destroy();
  const leftAtMs = performance.now();
  // Whoever is known waits behind no stranger.
  const cookie = `__Host-next-auth.session-token=${await sessionToken("some-session")}`;
  const served: string[] = [];
  const stranger = seen({}).then(() => served.push("stranger"));
  await seen({ cookie }).then(() => served.push("known"));
  await stranger;
  expect(served).toEqual(["known", "stranger"]);
  // Rounding of the timer.
  expect(performance.now() - leftAtMs).toBeGreaterThan(990);
});

test("what is no address, or names two hosts, is told so, and does not reach Next", async () => {
  const before = handled.length;
  const malformed = ["GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "GET /%ff HTTP/1.1", "GET /api/%ff/a HTTP/1.1"];
  for (const line of malformed)
    expect(await raw(line, "Host: x")).toMatch(/^HTTP\/1\.1 400 .*"detail":"The address/s);
  expect(await raw("GET / HTTP/1.1", "Host: a", "host: b")).toMatch(/^HTTP\/1\.1 400 .*two hosts/s);
  expect(await raw("GET /page HTTP/1.1", "Host: x", "Content-Length: 1")).toMatch(
    /^HTTP\/1\.1 400 .*without a body/s,
  );
  expect(handled.length).toBe(before);
});

test("an offer to go on in another protocol is ignored, and the request answered", async () => {
  // As Next does.
  server.on("upgrade", (_, socket) => socket.destroy());
  for (const upgrade of ["h2c", "websocket", "TLS/1.3"]) {
    const head = [
      "Host: x",
      "Connection: Upgrade, HTTP2-Settings, close",
      `Upgrade: ${upgrade}`,
      "HTTP2-Settings: AAMAAABkAAQAAP__",
    ];
    expect(await raw("GET /api/health/live HTTP/1.1", ...head)).toMatch(/^HTTP\/1\.1 200 /);
  }
});

test("an address with its host, as to a proxy, is that host's", async () => {
  expect(await raw("GET http://other.example:81/a?b HTTP/1.1", "Host: x")).toContain(
    '"host":"other.example:81"',
  );
  expect(handled.at(-1)).toBe("/a?b");
});

test("Next's page for the worst is nobody's address", async () => {
  for (const path of [
    "/_global-error",
    "/_global-error?a",
    "/%5Fglobal-error",
    "/_global-error.rsc",
    "/x/../_global-error",
    "/api/%2e%2e/_global-error",
  ]) {
    await asked(path);
    expect(handled.at(-1)).toBe("/_not-found");
  }
});

/** What is answered to a request as it is written. */
async function raw(...head: string[]): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  const close = head.some((line) => line.endsWith("close")) ? [] : ["Connection: close"];
  socket.write(`${[...head, ...close].join("\r\n")}\r\n\r\n`);
  return Buffer.concat(await socket.toArray()).toString();
}

test("a method that nobody answers is 405, also where others are", async () => {
  expect(await asked("/sign-in", { method: "TRACE" })).toMatchObject({
    status: 405,
    headers: { allow: "GET, HEAD, POST" },
    body: { status: 405, title: "Method not allowed", detail: "TRACE is not answered here." },
  });
  expect(await asked("/sign-in", { method: "PURGE" })).toMatchObject({ status: 405 });
  expect(await asked("/api/known", { method: "TRACE" })).toMatchObject({ status: 204, body: null });
  expect(await asked("/api/nothing", { method: "TRACE" })).toMatchObject({ status: 405 });
  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
    expect(await asked("/sign-in", { method })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD, POST" },
    });
    expect((await asked("/api/nothing", { method })).status).toBe(200);
  }
});

test.each([
  ["https://callboard.example.com", "callboard.example.com"],
  ["https://evil.example", undefined],
])("for the Origin %s Next is given %s to compare it with", async (origin, host) => {
  expect((await seen({ origin, host: "127.0.0.1" })).headers["x-forwarded-host"]).toBe(host);
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
  ["my-next-auth.callback-url=garbage", "my-next-auth.callback-url=garbage"],
  ["a=garbage; next-auth.session-token=garbage", "a=garbage; next-auth.session-token=garbage"],
])("of the cookies %j next-auth is shown %j", async (cookie, shown) => {
  expect((await seen({ cookie })).headers.cookie).toBe(shown);
});

test("streams keep their slots to themselves: as many as there may be keep no page waiting, and nobody opens one unknown", async () => {
  const live = "/administration/developer/deliveries/live";
  expect((await asked(`${live}?follow=x`)).status).toBe(401);
  const cookie = `__Host-next-auth.session-token=${await sessionToken("somebody")}`;
  const opened = (path: string) => {
    const request = http.get({ port, path, headers: { cookie }, agent: false });
    request.on("error", () => {});
    return request;
  };
  const before = handled.length;
  const streams = Array.from({ length: 400 }, () => opened(`${live}?held`));
  await expect.poll(() => handled.length - before).toBe(400);
  const [refused] = (await once(opened(live), "response")) as [http.IncomingMessage];
  expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([503, "5"]);
  expect((await asked("/page", { cookie })).status).toBe(200);
  for (const stream of streams) stream.destroy();
  await expect.poll(async () => (await asked(`${live}?answered`, { cookie })).status).toBe(200);
});

test("a server that was told to stop answers what is under way and keeps no connection", async () => {
  const stopping = http.createServer((_request, response) => response.end("{}"));
  const here = await listenBehindBeforeNext(stopping);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const connectionOf = async () => {
    const [response] = (await once(http.get({ port: here, path: "/page", agent }), "response")) as [
      http.IncomingMessage,
    ];
    await response.toArray();
    return response.headers.connection;
  };
  expect(await connectionOf()).toBe("keep-alive");
  const socket = net.connect(here, "127.0.0.1");
  await once(socket, "connect");
  socket.write("GET /page HTTP/1.1\r\n");
  await expect.poll(async () => await connectionsOf(stopping)).toBe(2);
  stopping.close();
  socket.write("Host: x\r\n\r\n");
  let text = "";
  for await (const chunk of socket) text += chunk;
  expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close\r\n/i);
  agent.destroy();
});

const connectionsOf = (one: http.Server) =>
  new Promise<number>((resolve) => one.getConnections((_error, count) => resolve(count)));

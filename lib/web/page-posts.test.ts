import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { setImmediate as nextRound } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { issueDeviceToken } from "@/lib/auth/trusted-device";
import { config } from "@/lib/config";
import { listenBehindBeforeNext } from "@/lib/testing/before-next";
import { sessionToken } from "./session-token";

/** A server in front of which the product's own file is; what reaches its handler would reach Next. */
const reached: { url: string; body: string }[] = [];
const held: http.ServerResponse[] = [];
const server = http.createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  reached.push({ url: request.url ?? "", body });
  if (request.url === "/held") held.push(response);
  else if (request.url === "/leads-on") {
    // As Next does for an action that redirects.
    const internal = { next: { internal: 1 } } as RequestInit;
    const page = await fetch(`http://127.0.0.1:${port}/page`, internal);
    response.end(await page.text());
  } else response.end(JSON.stringify(request.headers));
});
let port = 0;

beforeAll(async () => {
  port = await listenBehindBeforeNext(server);
});
afterAll(() => {
  for (const response of held) response.end();
  server.close();
});

const ours = { origin: "https://callboard.example.com" };
const action = { ...ours, "next-action": "a".repeat(42), "content-type": "text/plain;charset=UTF-8" };
const boundary = { "content-type": "multipart/form-data; boundary=----callboard" };
const formOf = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(
      ([name, value]) =>
        `------callboard\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join("")
    .concat("------callboard--\r\n");

/** One body of several forms, in this order: an object's own order puts numbers first. */
const inOrder = (...fields: Record<string, string>[]) =>
  fields
    .map((one) => formOf(one).replace(/------callboard--\r\n$/, ""))
    .join("")
    .concat("------callboard--\r\n");

async function post(path: string, headers: http.OutgoingHttpHeaders, body: string) {
  const length = { "content-length": Buffer.byteLength(body) };
  const request = http.request({
    port,
    path,
    method: "POST",
    headers: { ...length, ...headers },
    agent: false,
  });
  request.on("error", () => {});
  request.end(body);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const text = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode, type: response.headers["content-type"], text };
}

test.each([
  ["from another site", { ...action, origin: "https://evil.example" }, 403],
  ["from nowhere", { ...action, origin: undefined }, 403],
  ["whose Origin only begins like ours", { ...action, origin: `${ours.origin}.evil.example` }, 403],
  ["of megabytes", { ...action, "content-length": "2000000" }, 413],
  ["of more than 16 KiB by nobody", { ...action, "content-length": "16385" }, 401],
  [
    "of more than 16 KiB with a session of somebody's own making",
    { ...action, "content-length": "16385", cookie: "__Host-next-auth.session-token=a.b.c.d.e" },
    401,
  ],
  ["that is neither an action nor a form", { ...ours, "content-type": "text/plain" }, 415],
  ["encoded in the address's way", { ...ours, "content-type": "application/x-www-form-urlencoded" }, 415],
])("a post %s is refused by its headers, before its body has come", async (_, given, status) => {
  const before = reached.length;
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const request = http.request({ port, path: "/x", method: "POST", agent: false, headers });
  request.on("error", () => {});
  request.flushHeaders();
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  expect(response.statusCode).toBe(status);
  request.destroy();
  expect(reached.length).toBe(before);
});

test("a program is told in a problem document, a browser in words", async () => {
  const problem = await post("/x", { accept: "*/*", ...boundary }, "");
  expect([problem.status, problem.type]).toEqual([403, "application/problem+json"]);
  const unreadable = await post("/x", { ...ours, ...boundary, accept: "*/*" }, "--c\r\n\r\n");
  expect(JSON.parse(unreadable.text)).toMatchObject({ status: 400, title: "Malformed request" });
  for (const headers of [
    { accept: "text/html,*/*", ...boundary },
    { ...action, origin: "null" },
  ]) {
    const { status, type, text } = await post("/x", headers, "");
    expect([status, type]).toEqual([403, "text/plain"]);
    expect(text).toBe("This request came from another site and was refused.");
  }
});

/** A session's cookie, whether or not it still counts, makes a caller known. */
const known = async () => ({
  cookie: `__Host-next-auth.session-token=${await sessionToken("some-session")}`,
});

const bound = { $ACTION_REF_1: "", "$ACTION_1:0": `{"id":"${"a".repeat(42)}","bound":"$@1"}` };
const undecodable: [string, http.OutgoingHttpHeaders, string][] = [
  ...["", "[", "{}", "5", "$F1", '["$F1"]', '["$h1"]', `[${"1,".repeat(7_000)}1]`, "[".repeat(9_000)].map(
    (body): [string, http.OutgoingHttpHeaders, string] => [`action ${body.slice(0, 9)}`, action, body],
  ),
  ["action with a wrong boundary", { ...action, ...boundary }, "--c\r\n\r\n"],
  // React fails on these, some of them in this order alone, when it is too late to refuse them.
  ...["$1", "$@1", "$Q1", "$W1", "$i1", "$h1", "$A1", "$B1", "$1:then", "$0", "$T1", "\\u0024Q1"].flatMap(
    (one) => {
      const [list, part] = [{ 0: `[null,"${one}"]` }, { 1: '[["a","b"]]' }];
      return [inOrder(list, part), inOrder(part, list)].map(
        (body): [string, http.OutgoingHttpHeaders, string] => [
          `action that refers to another part by ${one}`,
          { ...action, ...boundary },
          body,
        ],
      );
    },
  ),
  [
    "action whose list comes first",
    { ...action, ...boundary },
    inOrder({ 0: '[null,"$K1"]' }, { _1_a: "b" }),
  ],
  ["action that breaks off", { ...action, ...boundary }, formOf({ 0: "[]" }).slice(0, -22)],
  ["action whose form lacks its root", { ...action, ...boundary }, formOf({ 7: "[]" })],
  ["form with a wrong boundary", { ...ours, ...boundary }, "--c\r\n\r\n"],
  ["form without one", { ...ours, "content-type": "multipart/form-data" }, formOf(bound)],
  ["form that breaks off", { ...ours, ...boundary }, formOf(bound).slice(0, -22)],
  ["form without an action", { ...ours, ...boundary }, formOf({ email: "a" })],
  ["form whose action is bound to nothing", { ...ours, ...boundary }, formOf(bound)],
  [
    "form bound to what cannot be read",
    { ...ours, ...boundary },
    formOf({ ...bound, "$ACTION_1:1": "[null" }),
  ],
  [
    "form with three actions",
    { ...ours, ...boundary },
    formOf({ $ACTION_REF_1: "", $ACTION_REF_2: "", $ACTION_REF_3: "" }),
  ],
];

test.each(undecodable)(
  "what Next could not decode is 400 and does not reach Next: %s",
  async (_, headers, body) => {
    const before = reached.length;
    const { status, text } = await post("/x", headers, body);
    expect([status, text]).toEqual([400, expect.stringContaining("cannot be read as a form of Callboard")]);
    expect(reached.length).toBe(before);
  },
);

test.each([
  ["an action", action, "[null,1]"],
  [
    "an action with what JSON has not",
    action,
    '["$undefined","$D2026-01-01T00:00:00.000Z","$$5","$Infinity"]',
  ],
  ["an action with a form", { ...action, ...boundary }, inOrder({ _1_a: "b" }, { 0: '[null,"$K1"]' })],
  ["a form", { ...ours, ...boundary }, formOf({ ...bound, "$ACTION_1:1": "[null]", email: "é" })],
  [
    "a form of an action to which nothing is bound",
    { ...ours, ...boundary },
    formOf({ [`$ACTION_ID_${"a".repeat(42)}`]: "" }),
  ],
])("%s reaches Next, byte for byte", async (_, headers, body) => {
  expect((await post("/whole", headers, body)).status).toBe(200);
  expect(reached.at(-1)).toEqual({ url: "/whole", body });
});

test("a body that never ends holds no slot; one without end is refused", async () => {
  const endless = Array.from({ length: 60 }, () => {
    const headers = { ...action, "content-length": "1000" };
    const request = http.request({ port, path: "/x", method: "POST", headers, agent: false });
    request.on("error", () => {});
    request.write("[");
    return request;
  });
  await Promise.all(endless.map((request) => once(request, "socket")));
  expect((await post("/after", action, "[]")).status).toBe(200);
  for (const request of endless) request.destroy();
  const request = http.request({ port, path: "/x", method: "POST", headers: action, agent: false });
  request.on("error", () => {});
  const pour = () => {
    while (!request.destroyed && request.write("1,".repeat(10_000)));
  };
  request.on("drain", pour);
  pour();
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  // It does not say how large it is.
  expect(response.statusCode).toBe(411);
  request.destroy();
});

test("what is large comes from somebody signed in, with a slot, byte for byte", async () => {
  const headers = { ...action, ...(await known()) };
  const body = JSON.stringify(["x".repeat(900_000)]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => post("/large", headers, body)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(reached.filter(({ url, body: came }) => url === "/large" && came === body)).toHaveLength(20);
});

test("of a large body nothing is read before it has a slot, but what its connection holds", async () => {
  const headers = { ...action, ...(await known()), "content-length": "1000000" };
  const begin = async (body: string) => {
    const came = once(server, "connection") as Promise<[net.Socket]>;
    const request = http.request({ port, path: "/turn", method: "POST", headers, agent: false });
    request.on("error", () => {});
    request.write(body);
    const [socket] = await came;
    return { request, socket };
  };
  const stalled = [];
  for (let count = 0; count < 4; count += 1) stalled.push(await begin("["));
  const whole = JSON.stringify(["x".repeat(999_996)]);
  const waiting = await begin(whole);
  for (let count = 0; count < 20; count += 1) {
    expect((await post("/after-large", action, "[]")).status).toBe(200);
  }
  expect(waiting.socket.bytesRead).toBeLessThan(256 * 1024);
  expect(reached.some(({ url }) => url === "/turn")).toBe(false);
  for (const { request } of stalled) request.destroy();
  await expect.poll(() => reached.at(-1)).toEqual({ url: "/turn", body: whole });
  waiting.request.destroy();
});

test("a crowd of strangers is refused in part, at once; who is known waits behind none of them", async () => {
  const crowd = Array.from({ length: 100 }, () => post("/held", action, "[]"));
  await expect.poll(() => held).toHaveLength(32);
  expect((await post("/known", { ...action, ...(await known()) }, "[]")).status).toBe(200);
  const device = issueDeviceToken("a@example.com", config().appSecret);
  const cookie = `callboard-browser=${device}`;
  expect((await post("/known", { ...action, cookie }, "[]")).status).toBe(200);
  while ((await Promise.race([Promise.all(crowd), nextRound(null)])) === null) {
    for (const response of held.splice(0)) response.end();
  }
  const statuses = (await Promise.all(crowd)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 503)).toHaveLength(36);
  expect(statuses.filter((status) => status === 200)).toHaveLength(64);
});

test("posts wait for slots; what an action itself asks for does not, and nobody else can send the like", async () => {
  const from = reached.length;
  // Each would wait for a page that waits for it.
  const answers = await Promise.all(Array.from({ length: 64 }, () => post("/leads-on", action, "[]")));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(answers[0]?.text).not.toContain("x-callboard-internal");
  expect(reached.slice(from).filter(({ url }) => url === "/page")).toHaveLength(64);

  const crowd = Array.from({ length: 40 }, () => post("/held", action, "[]"));
  await expect.poll(() => held).toHaveLength(32);
  const forged = post(
    "/forged",
    { ...action, "x-callboard-internal": "x".repeat(43), "x-action-forwarded": "1" },
    "[]",
  );
  // It waits; pages do not.
  expect((await get("/page")).status).toBe(200);
  expect(reached.some(({ url }) => url === "/forged")).toBe(false);
  while (held.length > 0 || !reached.some(({ url }) => url === "/forged")) {
    for (const response of held.splice(0)) response.end();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { text } = await forged;
  expect(text).not.toMatch(/x-callboard-internal|x-action-forwarded/);
  for (const response of held.splice(0)) response.end();
  await Promise.all(crowd);
});

async function get(path: string) {
  const request = http.get({ port, path, agent: false });
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  response.resume();
  return { status: response.statusCode };
}

test.each(["close", "keep-alive"])(
  "an answer before the end of an upload arrives, and the upload goes on until the client has read it (%s)",
  async (connection) => {
    const size = 4 * 1024 * 1024;
    const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const errors: Error[] = [];
    socket.on("error", (error) => errors.push(error));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.write(
      `POST /x HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Length: ${size}\r\n\r\n`,
    );
    await expect.poll(() => text).toMatch(/^HTTP\/1\.1 403 /);
    // A server that has closed resets the connection at the first of these.
    for (let sent = 0; sent < size && !socket.destroyed; sent += 65_536) {
      if (!socket.write(Buffer.alloc(65_536)))
        await Promise.race([once(socket, "drain"), once(socket, "close")]);
    }
    const closed = once(socket, "close");
    socket.end();
    await closed;
    expect(errors).toEqual([]);
    expect(socket.bytesWritten).toBeGreaterThan(size);
  },
);

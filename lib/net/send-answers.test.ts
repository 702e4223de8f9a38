import type net from "node:net";
import { afterAll, expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { rawListener, rawServer, writeForever } from "@/lib/testing/raw-server";
import { cutOffAt } from "@/lib/testing/time-limits";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32") });
afterAll(() => agent.destroy());

/** Calls a server that answers each request by `serve`, or with that text and then closes. */
async function answered(serve: string | ((socket: net.Socket) => void)) {
  const { record, server } = await called(typeof serve === "string" ? (socket) => socket.end(serve) : serve);
  expect(server.requests).toHaveLength(1);
  return { ...record, cause: record.cause.replace(new URL(server.url).host, "HOST") };
}

async function called(serve: (socket: net.Socket) => void, timeoutMs = 60_000) {
  const server = await rawServer(serve);
  return { record: await sendCallback({ agent, url: server.url, headers: [], timeoutMs }), server };
}

/** Calls a server that never comes to the end of its answer, with a limit at which it has come to what the cause says. */
const cutOff = (serve: (socket: net.Socket) => void, causeAt: (seconds: number) => string) =>
  cutOffAt(async (limitMs) => (await called(serve, limitMs)).record, causeAt);

test.each([
  ["plain text", "SSH-2.0-OpenSSH_9.6\r\n", "it does not begin with HTTP/"],
  ["HTTP/0.9", "<html>hello</html>", "it does not begin with HTTP/"],
  ["zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "it does not begin with HTTP/"],
  ["a version of its own", "HTTP/7.3 200 OK\r\n\r\n", "it has an unknown HTTP version"],
  ["a status in words", "HTTP/1.1 OK\r\n\r\n", "its status is not a number of three digits"],
  ["a status of one digit", "HTTP/1.1 2 OK\r\n\r\n", "its status is not a number of three digits"],
  [
    "a negative length",
    "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
    "its content-length is not one number",
  ],
  [
    "two lengths",
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
    "its content-length is not one number",
  ],
  [
    "a NUL in a header",
    "HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n",
    "a header holds a character that is not allowed",
  ],
  [
    "a switch of protocol",
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
    "its status is none that ends an answer",
  ],
  ["101 alone", "HTTP/1.1 101 X\r\n\r\n", "its status is none that ends an answer"],
  ["a status below 100", "HTTP/1.1 099 X\r\n\r\n", "its status is none that ends an answer"],
  ["a status of four digits", "HTTP/1.1 1000 X\r\n\r\n", "its status is not a number of three digits"],
  [
    "a header without a colon",
    "HTTP/1.1 200 OK\r\nx\r\n\r\n",
    "a header holds a character that is not allowed",
  ],
  ["lines that end with LF alone", "HTTP/1.1 200 OK\nx: y\n\n", "a line does not end with CR LF"],
])("%s is a protocol error that says what is wrong", async (_what, text, why) => {
  expect(await answered(text)).toMatchObject({
    outcome: "protocol_error",
    statusCode: null,
    cause: `The answer is not valid HTTP: ${why}.`,
  });
});

test.each([
  ["closed", "before it answered", (socket: net.Socket) => socket.end()],
  ["reset", "before it answered", (socket: net.Socket) => socket.resetAndDestroy()],
  ["closed", "in the middle of its headers", (socket: net.Socket) => socket.end("HTTP/1.1 200 OK\r\nx: ")],
  ["closed", "before it answered", (socket: net.Socket) => socket.end("HTTP/1.1 103 Early Hints\r\n\r\n")],
])("a connection %s %s", async (did, when, serve) => {
  expect(await answered(serve)).toMatchObject({
    outcome: "connection_reset",
    statusCode: null,
    cause: `HOST ${did} the connection ${when}.`,
  });
});

test("a connection that is torn as soon as it is accepted", async () => {
  const server = await rawListener((socket) => socket.resetAndDestroy());
  const record = await sendCallback({ agent, url: server.url, headers: [], timeoutMs: 60_000 });
  expect(record).toMatchObject({ outcome: "connection_reset", statusCode: null });
});

test("a port where nothing listens refuses the connection", async () => {
  const url = "http://127.0.0.1:1025/";
  const record = await sendCallback({ agent, url, headers: [], timeoutMs: 60_000 });
  expect(record).toMatchObject({
    outcome: "connection_refused",
    request: null,
    cause: "127.0.0.1:1025 refused the connection: nothing listens there.",
  });
});

test.each([
  ["HTTP/1.0 200 OK\r\n\r\nuntil the end", "delivered", 200, "until the end"],
  ["HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok", "delivered", 200, "ok"],
  ["HTTP/1.1 204 No Content\r\n\r\n", "delivered", 204, ""],
  ["HTTP/1.1 304 Not Modified\r\n\r\n", "redirect", 304, ""],
  ["HTTP/1.1 600 Beyond\r\ncontent-length: 0\r\n\r\n", "http_error", 600, ""],
  ["HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n", "http_error", 999, ""],
])("%j is %s", async (text, outcome, statusCode, responseBody) => {
  expect(await answered(text)).toMatchObject({ outcome, statusCode, responseBody });
});

test("interim answers, in whatever pieces, are passed over: the final one counts", async () => {
  const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
  const text = `${interim}HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nHTTP/1.1 100 Conti\r\n`;
  const whole = await answered(text);
  const inPieces = await answered(async (socket) => {
    for (const letter of text) await new Promise((written) => socket.write(letter, written));
    socket.end();
  });
  for (const record of [whole, inPieces]) {
    expect(record).toMatchObject({ outcome: "delivered", responseBody: "HTTP/1.1 100 Conti\r\n" });
    expect(record.responseHeaders).toBe("content-length: 20");
  }
});

const onlyInterim = (seconds: number) =>
  `Timed out: only interim answers (1xx) came, and no final one within ${seconds} seconds.`;

test.each(["100 Continue", "102 Processing", "103 Early Hints", "199 Own"])(
  "%s for ever ends at the limit",
  async (status) => {
    const forever = (socket: net.Socket) => writeForever(socket, `HTTP/1.1 ${status}\r\nx: y\r\n\r\n`, 5);
    const record = await cutOff(forever, onlyInterim);
    expect(record).toMatchObject({ outcome: "timeout", statusCode: null });
    expect(record.cause).toMatch(/^Timed out: only interim answers \(1xx\) came/);
    expect(record.totalMs).toBeGreaterThanOrEqual(299);
  },
);

test("after a thousand interim answers nothing more is read, not even a final one", async () => {
  const final = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  const interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const passedOver = await answered(interim.repeat(900) + final);
  expect(passedOver).toMatchObject({ outcome: "delivered" });
  // More than fits into one read.
  const floods = (socket: net.Socket) => socket.write(interim.repeat(20_000) + final);
  const flood = await cutOff(floods, onlyInterim);
  expect(flood).toMatchObject({ outcome: "timeout", cause: expect.stringContaining("only interim answers") });
});

test("dripped headers end at the limit", async () => {
  const drips = (socket: net.Socket) => {
    socket.write("HTTP/1.1 200 OK\r\nx: ");
    writeForever(socket, "y", 20);
  };
  const record = await cutOff(
    drips,
    (seconds) => `Timed out: the answer began, but its headers did not end within ${seconds} seconds.`,
  );
  expect(record).toMatchObject({ outcome: "timeout", cause: expect.stringContaining("headers did not end") });
});

test.each([
  [301, "Moved Permanently"],
  [302, "Found"],
  [307, "Temporary Redirect"],
  [308, "Permanent Redirect"],
])("a %i gets one request, and none goes to the target", async (status, title) => {
  const target = await rawServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
  const record = await answered(
    `HTTP/1.1 ${status} X\r\nlocation: ${target.url}/there\r\ncontent-length: 0\r\n\r\n`,
  );
  expect(record).toMatchObject({
    outcome: "redirect",
    statusCode: status,
    cause: `Answered ${status} ${title}, a redirect to ${target.url}/there; redirects are not followed.`,
  });
  expect(target.requests).toHaveLength(0);
});

test.each([
  ["http://169.254.169.254/latest/meta-data", "http://169.254.169.254/latest/meta-data"],
  ["/the same", "/the%20same"],
  ["https://a.example/\u00e2\u0080\u00aeexe.x", "https://a.example/%E2%80%AEexe.x"],
  [`https://a.example/${"x".repeat(20_000)}`, `https://a.example/${"x".repeat(282)}…`],
])("the target %j is shown harmlessly", async (location, shown) => {
  const { outcome, cause } = await answered((socket) =>
    socket.end(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`, "latin1"),
  );
  expect(outcome).toBe("redirect");
  expect(cause).toBe(`Answered 302 Found, a redirect to ${shown}; redirects are not followed.`);
});

test.each([
  ["retry-after: 7", 7_000],
  ["retry-after: 7\r\nretry-after: 60", 7_000],
  ["retry-after: 99999999999999999999", 86_400_000],
  ["retry-after: Tue, 01 Jan 2999 00:00:00 GMT", 86_400_000],
  ["retry-after:", null],
  ["retry-after: -1", null],
  ["retry-after: in a while", null],
])("a 429 with %j", async (header, retryAfterMs) => {
  const record = await answered(`HTTP/1.1 429 Slow\r\n${header}\r\ncontent-length: 0\r\n\r\n`);
  expect(record).toMatchObject({ outcome: "http_error", statusCode: 429, retryAfterMs });
});

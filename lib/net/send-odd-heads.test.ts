import type net from "node:net";
import { afterAll, expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { rawServer } from "@/lib/testing/raw-server";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32") });
afterAll(() => agent.destroy());

async function answered(serve: (socket: net.Socket) => unknown) {
  const server = await rawServer(serve);
  const record = await sendCallback({ agent, url: server.url, headers: [], timeoutMs: 60_000 });
  expect(server.requests).toHaveLength(1);
  return { ...record, cause: record.cause.replace(new URL(server.url).host, "HOST") };
}

const whole = (text: string) => answered((socket) => socket.end(text, "latin1"));
const inPieces = (text: string) =>
  answered(async (socket) => {
    socket.setNoDelay(true);
    for (const letter of text) {
      await new Promise((written) => socket.write(letter, "latin1", written));
      await new Promise((turn) => setImmediate(turn));
    }
    socket.end();
  });

const both = "it has both a content-length and a transfer-encoding";
const twice = "it has the same content-length twice";
const folded = "a header of it goes on in a second line";
const tab = "a tab stands beside its content-length";

const odd: [head: string, why: string][] = [
  ["transfer-encoding: chunked\r\ncontent-length: 2", both],
  ["content-length: 2\r\ntransfer-encoding: chunked", both],
  ["content-length: 0\r\nx: y\r\nTransfer-Encoding:chunked", both],
  ["content-length: 2\r\ncontent-length: 2", twice],
  ["content-length: 2\r\nx: y\r\nContent-Length:2\r\nz: y", twice],
  ["content-length: 2, 2", twice],
  ["content-length: 2\t", tab],
  ["x: a\r\n b\r\ncontent-length: 2", folded],
  ["content-length: 2\r\nx: a\r\n\tb", folded],
  ["content-length: 2\r\nx:\r\n a\r\n b", folded],
];

test.each(odd)("a 200 with %j is a success without its body", async (head, why) => {
  for (const come of [whole, inPieces]) {
    expect(await come(`HTTP/1.1 200 OK\r\n${head}\r\n\r\nok`)).toMatchObject({
      outcome: "delivered",
      statusCode: 200,
      responseBody: "",
      firstByteMs: expect.any(Number),
      cause: `Answered 200 OK; its body was not read: ${why}.`,
    });
  }
});

test("the headers of an odd answer are on record, one that went on in a second line in one", async () => {
  const record = await whole(
    "HTTP/1.1 204 X\r\nX: a\r\n  b\r\ncontent-length: 0\r\ncontent-length: 0\r\n__proto__: c\r\n__proto__: d\r\n\r\n",
  );
  expect(record).toMatchObject({
    outcome: "delivered",
    responseHeaders: "x: a b\ncontent-length: 0\ncontent-length: 0\n__proto__: c\n__proto__: d",
  });
});

test("other statuses count as well: a 503 asks to wait, a redirect is not followed, interim answers are passed over", async () => {
  const tail = "content-length: 2\r\ncontent-length: 2\r\n\r\nok";
  expect(await whole(`HTTP/1.1 503 X\r\nretry-after: 7\r\n${tail}`)).toMatchObject({
    outcome: "http_error",
    statusCode: 503,
    retryAfterMs: 7_000,
  });
  expect(await whole(`HTTP/1.1 302 X\r\nlocation: /there\r\n${tail}`)).toMatchObject({
    outcome: "redirect",
    statusCode: 302,
  });
  expect(await whole(`HTTP/1.1 103 X\r\n\r\nHTTP/1.0 200\r\n${tail}`)).toMatchObject({
    outcome: "delivered",
  });
});

const length = "its content-length is not one number";
const character = "a header holds a character that is not allowed";
const line = "a line does not end with CR LF";

test.each([
  ["content-length: 2\r\ncontent-length: 3", length],
  ["content-length: 2\r\ncontent-length: 2\r\ncontent-length: 3", length],
  ["content-length: 2, 3", length],
  ["content-length: 2\r\n 3", length],
  ["transfer-encoding: chunked\r\ncontent-length: +2", length],
  ["content-length: 2\r\ncontent-length: 02", length],
  ["content-length: 9999999999999999999999\r\ncontent-length: 9999999999999999999999", length],
  ["content-length: 5\r\na b: c", character],
  ["content-length: 5\r\nno colon", character],
  ["content-length: 5\r\nx : y", character],
  ["content-length: 5\r\nx: a\0b", character],
  ["content-length: 5\r\ncontent-length: 5\r\nx: a\0b", character],
  ["content-length: 5\r\nx: a\r\n b\0", character],
  ["content-length: 5\r\nx: y\nz: y", line],
  ["content-length: 5\r\nx: y\n\r\n\r\n", line],
  [" x: y\r\ncontent-length: 2", "a blank stands before its first header"],
])("a 200 with %j is refused, and the cause names what is wrong", async (head, why) => {
  expect(await whole(`HTTP/1.1 200 OK\r\n${head}\r\n\r\nok`)).toMatchObject({
    outcome: "protocol_error",
    statusCode: null,
    cause: `The answer is not valid HTTP: ${why}.`,
  });
});

test("an odd head that never ends is none: the connection closed in the middle of it", async () => {
  for (const come of [whole, inPieces]) {
    const record = await come("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\nx: ");
    expect(record).toMatchObject({
      outcome: "connection_reset",
      cause: "HOST closed the connection in the middle of its headers.",
    });
  }
});

test("an odd head over 32 KiB is refused like any other", async () => {
  for (const x of [`x: ${"y".repeat(33_000)}`, `x: y\r\n${" y\r\n".repeat(9_000)}z: y`]) {
    const record = await whole(`HTTP/1.1 200 OK\r\n${x}\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok`);
    expect(record).toMatchObject({
      outcome: "protocol_error",
      statusCode: null,
      cause: "The answer is not valid HTTP: its headers are larger than 32 KiB.",
    });
  }
});

test("the connection of an odd answer serves no other call", async () => {
  const server = await rawServer((socket) =>
    socket.write(
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 500 Late\r\n\r\n",
    ),
  );
  for (let call = 1; call <= 2; call += 1) {
    const record = await sendCallback({ agent, url: server.url, headers: [], timeoutMs: 60_000 });
    expect(record).toMatchObject({ outcome: "delivered", statusCode: 200, connectMs: expect.any(Number) });
  }
});

test("a tab after the version is an unknown version", async () => {
  expect((await whole("HTTP/1.1\t200 OK\r\n\r\n")).cause).toBe(
    "The answer is not valid HTTP: it has an unknown HTTP version.",
  );
});

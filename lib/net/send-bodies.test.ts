import { fork } from "node:child_process";
import { once } from "node:events";
import type net from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { rawServer, writeForever } from "@/lib/testing/raw-server";
import { after } from "@/lib/testing/time-limits";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32"), connectionsPerOrigin: 200 });
const flood = fork("lib/testing/flood.mjs");
let floodUrl = "";
beforeAll(async () => {
  const [port] = await once(flood, "message");
  floodUrl = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  flood.kill("SIGKILL");
  await agent.destroy();
});

const send = (url: string, timeoutMs = 60_000) => sendCallback({ agent, url, headers: [], timeoutMs });

const ok = "HTTP/1.1 200 OK\r\n";
const bomb = gzipSync(Buffer.alloc(10_000_000));

test.each<[what: string, serve: (socket: net.Socket) => void, body: RegExp]>([
  ["drips", (socket) => dripped(socket, "y"), /^y+$/],
  ["never comes", (socket) => socket.write(`${ok}content-length: 5\r\n\r\n`), /^$/],
  ["is cut short", (socket) => socket.end(`${ok}content-length: 50\r\n\r\nabc`), /^abc$/],
  [
    "is torn off",
    (socket) => socket.write(`${ok}content-length: 50\r\n\r\nabc`, () => socket.resetAndDestroy()),
    /^(abc)?$/,
  ],
  ["is longer than it says", (socket) => socket.end(`${ok}content-length: 3\r\n\r\nabcdef`), /^abc$/],
  [
    "has garbage for chunks",
    (socket) => socket.write(`${ok}transfer-encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n`),
    /^ab$/,
  ],
  ["has an endless trailer", (socket) => trailing(socket), /^ab$/],
  ["holds U+0000", (socket) => socket.end(`${ok}\r\na\0b`), /^a␀b$/],
  ["is not UTF-8", (socket) => socket.end(Buffer.from(`${ok}\r\na\xffb`, "latin1")), /^a\ufffdb$/],
  [
    "is a gzip bomb",
    (socket) => {
      socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.write(bomb);
    },
    /^.\ufffd.[^y]*$/su,
  ],
])("a 200 whose body %s is delivered within about a second", async (_what, serve, body) => {
  const server = await rawServer(serve);
  // The body's own limit ends it, a second after the headers, long before the call's.
  const record = await Promise.race([send(server.url, 80_000), after(60_000, null)]);
  if (record === null) throw new Error("Only the call's own limit would have ended it.");
  expect(record).toMatchObject({ outcome: "delivered", statusCode: 200, cause: "Answered 200 OK." });
  expect(record.responseBody).toMatch(body);
  expect(server.requests).toHaveLength(1);
});

test("the connection of a body that was not read to its end is not used again", async () => {
  const server = await rawServer((socket) => writeForever(socket, `${ok}content-length: 99\r\n\r\nab`, 5));
  await send(server.url);
  expect(await send(server.url)).toMatchObject({ outcome: "delivered", connectMs: expect.any(Number) });
});

test.each([
  ["endless", "delivered"],
  ["long", "delivered"],
  ["chunked", "delivered"],
  ["gzip", "delivered"],
  ["header", "protocol_error"],
  ["headers", "protocol_error"],
  ["reason", "timeout"],
  ["interim", "timeout"],
  ["interimHeader", "protocol_error"],
])("50 at once of %s: %s, and memory grows by less than 50 MB", async (path, outcome) => {
  await send(`${floodUrl}/${path}`, 300);
  const before = memoryInUse();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, memoryInUse());
  }, 100);
  // Only what never ends is to run into the limit; a busy machine may take its time over the others.
  const limitMs = outcome === "timeout" ? 1_500 : 60_000;
  const records = await Promise.all(Array.from({ length: 50 }, () => send(`${floodUrl}/${path}`, limitMs)));
  highest = Math.max(highest, memoryInUse());
  clearInterval(watch);
  expect(new Set(records.map((record) => record.outcome))).toEqual(new Set([outcome]));
  for (const { responseBody } of records) expect(responseBody?.length ?? 0).toBeLessThanOrEqual(16 * 1024);
  expect(highest - before).toBeLessThan(50_000_000);
});

/** Bytes that are really held: what a collection would free does not count. */
function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function dripped(socket: net.Socket, text: string): void {
  socket.write(`${ok}\r\n`);
  writeForever(socket, text, 20);
}

function trailing(socket: net.Socket): void {
  socket.write(`${ok}transfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n`);
  writeForever(socket, `x-trailer: ${"y".repeat(1_000)}\r\n`, 5);
}

test("a connection whose body is still coming when the call's time is up is closed", async () => {
  let closed: Promise<unknown> | undefined;
  const server = await rawServer((socket) => {
    closed = once(socket, "close");
    socket.write(`${ok}content-length: 5\r\n\r\nab`);
  });
  // Less than a body has for itself.
  const record = await send(server.url, 900);
  expect(record).toMatchObject({ outcome: "delivered", responseBody: "ab" });
  expect(closed).toBeDefined();
  await closed;
});

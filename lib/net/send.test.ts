import { once } from "node:events";
import { readFileSync } from "node:fs";
import net from "node:net";
import tls from "node:tls";
import { afterAll, afterEach, expect, test } from "vitest";
import { parseAllowList } from "@/lib/net/allow-list";
import { startReceiver } from "@/lib/testing/receiver";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32,host:localhost") });
const receiver = await startReceiver();
const servers: net.Server[] = [];

afterEach(() => {
  receiver.received.length = 0;
  receiver.answer(() => ({}));
});
afterAll(async () => {
  await agent.destroy();
  await receiver.close();
  for (const server of servers) server.close();
});

const send = (url: string, timeoutMs?: number) =>
  sendCallback({ agent, url, headers: [["webhook-id", "evt_1"]], ...(timeoutMs ? { timeoutMs } : {}) });

/** A server that does what `serve` says with the raw socket once a request has arrived. */
async function rawServer(serve: (socket: net.Socket) => void): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => serve(socket));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

test("the path and query go out byte for byte, and what was sent is on record", async () => {
  const record = await send(`${receiver.url}/A/../b%2f?q='|{}&instanceID=a%20b`);
  expect(receiver.received[0]?.line).toBe("GET /A/../b%2f?q='|{}&instanceID=a%20b HTTP/1.1");
  expect(record).toMatchObject({
    outcome: "delivered",
    statusCode: 200,
    responseBody: "ok",
    cause: "Answered 200 OK.",
  });
  expect(record.request).toBe(receiver.received[0]?.raw.replaceAll("\r\n", "\n"));
  expect(record.connectMs).toBeGreaterThan(0);
  expect(record.firstByteMs).toBeGreaterThan(0);
});

test("a connection is used again, and then took no time to make", async () => {
  await send(`${receiver.url}/one`);
  const record = await send(`${receiver.url}/two`);
  expect(record).toMatchObject({ outcome: "delivered", connectMs: null, dnsMs: null });
});

test.each([
  [404, "http_error", "Answered 404 Not Found."],
  [500, "http_error", "Answered 500 Internal Server Error."],
  [204, "delivered", "Answered 204 No Content."],
])("a %i is %s", async (status, outcome, cause) => {
  receiver.answer(() => ({ status, body: status === 204 ? "" : "no" }));
  expect(await send(`${receiver.url}/x`)).toMatchObject({ outcome, cause, statusCode: status });
});

test("a redirect is not followed; its target is named", async () => {
  receiver.answer(() => ({ status: 302, headers: { location: "http://169.254.169.254/latest" } }));
  const record = await send(`${receiver.url}/x`);
  expect(record).toMatchObject({ outcome: "redirect", statusCode: 302 });
  expect(record.cause).toContain("to http://169.254.169.254/latest; redirects are not followed");
  expect(receiver.received).toHaveLength(1);
});

test.each([
  ["7", 7_000],
  ["1000000000", 86_400_000],
  ["-1", null],
  ["soon", null],
])("Retry-After: %s on a 503", async (value, expected) => {
  receiver.answer(() => ({ status: 503, headers: { "retry-after": value } }));
  expect((await send(`${receiver.url}/x`)).retryAfterMs).toBe(expected);
});

test("no answer is a timeout that says how far it came", async () => {
  receiver.answer(() => "hang");
  const record = await send(`${receiver.url}/x`, 200);
  expect(record).toMatchObject({ outcome: "timeout", statusCode: null });
  expect(record.cause).toBe("Timed out: connected, but no answer came within 0.2 seconds.");
});

test("103 for ever and dripped headers end at the time limit", async () => {
  const hints = await rawServer((socket) => {
    const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"), 10);
    socket.on("close", () => clearInterval(timer));
  });
  const drips = await rawServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    const timer = setInterval(() => socket.write("x-more: 1\r\n"), 10);
    socket.on("close", () => clearInterval(timer));
  });
  const records = await Promise.all([send(hints, 300), send(drips, 300)]);
  expect(records.map((record) => record.outcome)).toEqual(["timeout", "timeout"]);
});

test("a body that never ends does not undo a 200, and 16 KiB of it are kept", async () => {
  const endless = await rawServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    const timer = setInterval(() => socket.write(`\0${"x".repeat(8_000)}`), 1);
    socket.on("close", () => clearInterval(timer));
  });
  const record = await send(endless);
  expect(record).toMatchObject({ outcome: "delivered", statusCode: 200 });
  expect(record.responseBody).toMatch(/^␀x+/);
  expect(record.responseBody).toHaveLength(16 * 1024);
});

test("refused, reset, closed and garbage are told apart", async () => {
  const closed = await rawServer(() => {});
  const port = new URL(closed).port;
  servers.pop()?.close();
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ outcome: "connection_refused" });
  expect(await send(await rawServer((socket) => socket.resetAndDestroy()))).toMatchObject({
    outcome: "connection_reset",
  });
  expect(await send(await rawServer((socket) => socket.end()))).toMatchObject({
    outcome: "connection_reset",
  });
  expect(await send(await rawServer((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n")))).toMatchObject({
    outcome: "protocol_error",
  });
});

test("headers over the limit are a protocol error", async () => {
  const huge = await rawServer((socket) =>
    socket.end(`HTTP/1.1 200 OK\r\nx-huge: ${"x".repeat(5_000_000)}\r\n\r\n`),
  );
  expect(await send(huge)).toMatchObject({ outcome: "protocol_error" });
});

test("a self-signed certificate and a port without TLS are TLS errors; nothing is sent", async () => {
  const read = (name: string) => readFileSync(`lib/testing/certificates/self-signed.${name}`);
  let requests = 0;
  const secured = tls.createServer({ key: read("key"), cert: read("crt") }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", () => requests++);
  });
  secured.on("tlsClientError", () => {});
  servers.push(secured);
  secured.listen(0, "127.0.0.1");
  await once(secured, "listening");
  const record = await send(`https://localhost:${(secured.address() as net.AddressInfo).port}/`);
  expect(record).toMatchObject({ outcome: "tls_error", request: null });
  expect(record.cause).toContain("its certificate is self-signed");
  expect(requests).toBe(0);
  const plain = await rawServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  expect((await send(plain.replace("http:", "https:"))).cause).toContain(
    "it does not speak TLS on this port",
  );
});

test("a name that does not exist is a DNS error", async () => {
  expect(await send("http://no-such-name.invalid.example.com/")).toMatchObject({
    outcome: "dns_error",
    request: null,
  });
});

test.each(["http://127.0.0.2", "http://10.0.0.5", "http://[::ffff:127.0.0.2]", "http://169.254.169.254"])(
  "%s is blocked before anything is sent",
  async (origin) => {
    const record = await send(`${origin}:${new URL(receiver.url).port}/`);
    expect(record).toMatchObject({ outcome: "blocked", request: null });
    expect(record.cause).toMatch(/^Not sent: .* address\.$/);
    expect(receiver.received).toHaveLength(0);
  },
);

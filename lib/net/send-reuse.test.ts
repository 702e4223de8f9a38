import { once } from "node:events";
import type net from "node:net";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import type { CallRecord } from "@/lib/callback/call-record";
import { rawServer } from "@/lib/testing/raw-server";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

// One connection, so that each call meets the one before's.
const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32"), connectionsPerOrigin: 1 });
afterAll(() => agent.destroy());

const send = (url: string) => sendCallback({ agent, url, headers: [], timeoutMs: 60_000 });
const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

test("a connection the receiver has closed since is found out before anything is sent: a new one takes its place", async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const server = await rawServer((socket) => {
    closed = once(socket, "close");
    socket.end(ok);
  });
  for (let call = 1; call <= 20; call++) {
    expect(await send(server.url)).toMatchObject({ outcome: "delivered", connectMs: expect.any(Number) });
    expect(server.requests).toHaveLength(call);
    await closed;
  }
});

test("a close that crosses the next request on its way: whether that arrived cannot be told, so it is not sent twice", async () => {
  const server = await rawServer((socket) => socket.end(ok));
  const outcomes = new Set<string>();
  for (let call = 1; call <= 100; call++) outcomes.add((await send(`${server.url}/${call}`)).outcome);
  outcomes.delete("connection_reset");
  expect([...outcomes]).toEqual(["delivered"]);
  expect(new Set(server.requests).size).toBe(server.requests.length);
});

test("a connection torn before the request was written costs nothing: the request goes out on another", async () => {
  const many = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32"), connectionsPerOrigin: 8 });
  onTestFinished(() => many.destroy());
  const server = await rawServer((socket) => {
    socket.write(ok);
    setTimeout(() => socket.resetAndDestroy(), 1);
  });
  const records: CallRecord[] = [];
  const caller = async (name: number) => {
    for (let call = 0; call < 100; call++)
      records.push(await sendCallback({ agent: many, url: `${server.url}/${name}/${call}`, headers: [] }));
  };
  await Promise.all(Array.from({ length: 16 }, (_, name) => caller(name)));
  const failed = records.filter((record) => record.outcome !== "delivered");
  for (const record of failed)
    expect(record).toMatchObject({ outcome: "connection_reset", request: expect.any(String) });
  expect(new Set(server.requests).size).toBe(server.requests.length);
});

test.each([
  ["closed", (socket: net.Socket) => socket.end()],
  ["reset", (socket: net.Socket) => socket.resetAndDestroy()],
])(
  "a request that reached a used connection is not sent again when that is %s: the schedule is what repeats",
  async (did, tear) => {
    const server = await rawServer((socket) => {
      if (server.requests.length === 2) tear(socket);
      else socket.write(ok);
    });
    await send(`${server.url}/first`);
    const record = await send(`${server.url}/second`);
    const { host } = new URL(server.url);
    expect(record).toMatchObject({
      outcome: "connection_reset",
      connectMs: null,
      cause: `${host} ${did} the connection, kept open from an earlier call, before it answered.`,
    });
    expect(await send(`${server.url}/third`)).toMatchObject({ outcome: "delivered" });
    expect(server.requests.map((request) => request.split(" ")[1])).toEqual(["/first", "/second", "/third"]);
  },
);

test.each([["connection: close"], ["keep-alive: timeout=1"]])(
  "with %s the next call takes a new connection",
  async (header) => {
    const server = await rawServer((socket) => socket.write(ok.replace("\r\n", `\r\n${header}\r\n`)));
    await send(server.url);
    expect(await send(server.url)).toMatchObject({ outcome: "delivered", connectMs: expect.any(Number) });
  },
);

test("bytes nobody asked for spoil a connection, not the next call's answer", async () => {
  const server = await rawServer((socket) => {
    socket.write(ok);
    if (server.requests.length === 1) socket.write("HTTP/1.1 500 Late\r\ncontent-length: 0\r\n\r\n");
  });
  expect(await send(server.url)).toMatchObject({ outcome: "delivered" });
  expect(await send(server.url)).toMatchObject({ outcome: "delivered", statusCode: 200 });
  expect(server.requests).toHaveLength(2);
});

test("after a call met the close of its kept connection, that origin's are kept for less than others, whatever it announces", async () => {
  const kept = ok.replace("\r\n", "\r\nkeep-alive: timeout=600\r\n");
  const closes: Promise<unknown>[] = [];
  const server = await rawServer((socket) => {
    if (server.requests.length === 2) return socket.destroy();
    closes.push(once(socket, "close"));
    socket.write(kept);
  });
  let patientClosed = false;
  const patient = await rawServer((socket) => {
    socket.once("close", () => {
      patientClosed = true;
    });
    socket.write(kept);
  });
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  expect(await send(server.url)).toMatchObject({ outcome: "delivered" });
  vi.advanceTimersByTime(500);
  expect(await send(server.url)).toMatchObject({ outcome: "connection_reset", connectMs: null });
  expect(await send(patient.url)).toMatchObject({ outcome: "delivered" });
  for (let call = 3; call <= 5; call += 1) {
    expect(await send(server.url)).toMatchObject({ outcome: "delivered", connectMs: expect.any(Number) });
    // Nobody but Callboard closes this one, and without a reason it would close the other one first.
    await closes.at(-1);
    expect(patientClosed).toBe(false);
  }
}, 120_000);

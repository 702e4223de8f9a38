import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect, onTestFinished, type TestContext, test, vi } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { startDeafPort } from "@/lib/testing/deaf-port";
import { startDnsServer } from "@/lib/testing/dns-server";
import { freePort } from "@/lib/testing/ports";
import { CallError } from "./call-error";
import { dialFirst } from "./dial";
import { createGuardedAgent } from "./guard";
import type { Resolved } from "./resolved";
import { createResolver } from "./resolver";
import { sendCallback } from "./send";

const four: Resolved = { address: "127.0.0.1", family: 4 };
const six: Resolved = { address: "::1", family: 6 };
const never = new AbortController().signal;
const hasIpv6 = await canListen("::1");

/** Ends the test, and says on the screen too that it was not run: a skipped one is easily overlooked. */
function notRun({ task, skip }: TestContext, reason: string): never {
  console.warn(`\n*** NOT RUN: "${task.name}". ${reason} ***\n`);
  return skip(reason);
}

/** A port of 127.0.0.1 that answers no SYN; where this system has none, the test is not run. */
async function deafPort(context: TestContext): Promise<number> {
  const port = await startDeafPort(onTestFinished);
  return port ?? notRun(context, "This system takes connections for a stopped process without end.");
}

/** One port: at 127.0.0.1 it answers no SYN, at ::1 it answers every request; without IPv6 the test is not run. */
async function halfDeadPort(context: TestContext): Promise<number> {
  if (!hasIpv6) notRun(context, "This system has no IPv6: nothing can listen on ::1.");
  const port = await deafPort(context);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
  });
  server.listen(port, "::1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return port;
}

async function canListen(host: string): Promise<boolean> {
  const server = net.createServer().listen(0, host);
  const listening = await Promise.race([
    once(server, "listening").then(() => true),
    once(server, "close").then(() => false),
  ]).catch(() => false);
  server.close();
  return listening;
}

test("of two families, one dead, the living one has the connection long before the dead one is given up", async (context) => {
  const port = await halfDeadPort(context);
  const dns = await startDnsServer(() => ["127.0.0.1", "::1"]);
  const agent = createGuardedAgent({
    allow: parseAllowList("127.0.0.1/32,::1/128"),
    resolve: createResolver({ servers: [dns.address] }),
  });
  onTestFinished(() => agent.destroy());
  const url = `http://two-families.callboard-check.com:${port}/`;
  // The dead one alone would end it at the limit: nothing refuses a connection to it before.
  const record = await sendCallback({ agent, url, headers: [] });
  expect(record).toMatchObject({ outcome: "delivered", connectMs: expect.any(Number) });
});

test("an address that comes later is tried beside the dead one", async (context) => {
  const port = await halfDeadPort(context);
  const later = new Promise<Resolved[]>((resolve) => setTimeout(resolve, 400, [six]));
  const socket = await dialFirst([four], later, port, never);
  expect(socket).toMatchObject({ remoteAddress: "::1" });
  socket.destroy();
});

test("five dead addresses before a living one leave the call its time", async (context) => {
  const port = await deafPort(context);
  const server = http.createServer((_, response) => response.end());
  server.listen(port, "127.0.0.2");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const living: Resolved = { address: "127.0.0.2", family: 4 };
  const agent = createGuardedAgent({
    allow: parseAllowList("127.0.0.0/8"),
    resolve: async () => ({ addresses: [...Array<Resolved>(5).fill(four), living], later: null }),
  });
  onTestFinished(() => agent.destroy());
  // A call's own ten seconds are the measure: each dead address alone would last longer.
  const record = await sendCallback({ agent, url: `http://six.callboard-check.com:${port}/`, headers: [] });
  expect(record).toMatchObject({ outcome: "delivered" });
});

test("what later addresses are refused for ends the attempt", async (context) => {
  const port = await deafPort(context);
  const refused = new Error("refused");
  const later = Promise.reject(refused);
  await expect(dialFirst([four], later, port, never)).rejects.toBe(refused);
});

test("an address that refuses costs no time: the next one is tried at once, and the first one's words are kept", async () => {
  const port = await freePort();
  const error = await dialFirst([four, six], null, port, never).catch((failure) => failure);
  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({ phase: "connect", cause: { code: "ECONNREFUSED", address: "127.0.0.1" } });
});

test("when all addresses have failed, those that never come are not waited for to the end", async () => {
  const nothing = new Promise<Resolved[]>(() => {});
  const dialled = dialFirst([four], nothing, await freePort(), never);
  await expect(dialled).rejects.toMatchObject({ phase: "connect", cause: { code: "ECONNREFUSED" } });
});

test.each(["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"])(
  "that this machine has no way to a family (%s) is not what is told when another address says more",
  async (code) => {
    const connect = net.connect.bind(net);
    vi.spyOn(net, "connect").mockImplementation(((options: net.TcpNetConnectOpts) => {
      if (options.family === 4) return connect(options);
      // What the system answers where it has no IPv6, on whatever system this runs.
      const unreachable = new net.Socket();
      unreachable.destroy(Object.assign(new Error(`connect ${code}`), { code }));
      return unreachable;
    }) as typeof net.connect);
    onTestFinished(() => void vi.restoreAllMocks());
    const later = Promise.resolve([four]);
    await expect(dialFirst([six], later, await freePort(), never)).rejects.toMatchObject({
      phase: "connect",
      cause: { code: "ECONNREFUSED" },
    });
  },
);

test("an address that comes once all others have failed is tried at once", async () => {
  const server = net.createServer((socket) => socket.end());
  server.listen(0, "127.0.0.2");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as net.AddressInfo;
  let come = (_addresses: Resolved[]) => {};
  const later = new Promise<Resolved[]>((resolve) => {
    come = resolve;
  });
  const dialled = dialFirst([four], later, port, never);
  // Begun after it and refused as it is: the only address has failed by then.
  await once(net.connect(port, "127.0.0.1"), "error");
  come([{ address: "127.0.0.2", family: 4 }]);
  const socket = await dialled;
  expect(socket.remoteAddress).toBe("127.0.0.2");
  socket.destroy();
});

test("an attempt that is ended from outside says why", async (context) => {
  const port = await deafPort(context);
  const ended = new AbortController();
  const dialled = dialFirst([four], null, port, ended.signal);
  ended.abort(new Error("over"));
  await expect(dialled).rejects.toMatchObject({ phase: "connect", message: "over" });
});

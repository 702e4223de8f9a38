import { expect, onTestFinished, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { certificateFile } from "@/lib/testing/certificate-file";
import { startDeafPort } from "@/lib/testing/deaf-port";
import { startDnsServer } from "@/lib/testing/dns-server";
import { rawServer, tlsServer } from "@/lib/testing/raw-server";
import { cutOffAt } from "@/lib/testing/time-limits";
import { createGuardedAgent } from "./guard";
import type { Resolved } from "./resolved";
import { createResolver } from "./resolver";
import { sendCallback } from "./send";

const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

/** Calls through an agent that asks only this DNS server. */
function calling(dnsAddress: string) {
  const agent = createGuardedAgent({
    allow: parseAllowList("127.0.0.1/32"),
    resolve: createResolver({ servers: [dnsAddress] }),
  });
  onTestFinished(() => agent.destroy());
  return (url: string, timeoutMs = 10_000) => sendCallback({ agent, url, headers: [], timeoutMs });
}

test("a name is resolved, and how long that took is on record", async () => {
  const dns = await startDnsServer(() => "127.0.0.1");
  const server = await rawServer((socket) => socket.end(ok));
  const record = await calling(dns.address)(server.url.replace("127.0.0.1", "hooks.callboard-check.com"));
  expect(record).toMatchObject({ outcome: "delivered", dnsMs: expect.any(Number) });
  expect(dns.asked).toContain("hooks.callboard-check.com");
});

test("a name that does not exist", async () => {
  const dns = await startDnsServer(() => "unknown");
  expect(await calling(dns.address)("http://no-such-name.invalid/x")).toMatchObject({
    outcome: "dns_error",
    request: null,
    cause: expect.stringMatching(
      /^The name no-such-name\.invalid (does not exist|could not be resolved: .*)\.$/,
    ),
  });
});

test("a DNS server that fails", async () => {
  const dns = await startDnsServer(() => "failing");
  expect(await calling(dns.address)("http://broken.callboard-check.com:8080/x")).toMatchObject({
    outcome: "dns_error",
    cause: "The name broken.callboard-check.com could not be resolved: its DNS server failed (SERVFAIL).",
  });
});

test.each([
  ["none.callboard-check.com", [], "The name none.callboard-check.com exists, but has no address."],
  [
    "refused.callboard-check.com",
    "refused",
    "The name refused.callboard-check.com could not be resolved: its DNS server refuses to answer for it (REFUSED).",
  ],
  [
    "misread.callboard-check.com",
    "misread",
    "The name misread.callboard-check.com could not be resolved: its DNS server did not understand the question, or its answer was none (FORMERR).",
  ],
] as const)("what a DNS server says of %s is told in plain words", async (name, decision, cause) => {
  const dns = await startDnsServer(() => (typeof decision === "string" ? decision : [...decision]));
  expect(await calling(dns.address)(`http://${name}/x`)).toMatchObject({ outcome: "dns_error", cause });
});

test("a name that leads to an address that is not allowed is blocked, nothing is sent", async () => {
  const dns = await startDnsServer(() => "169.254.169.254");
  expect(await calling(dns.address)("http://inward.callboard-check.com/x")).toMatchObject({
    outcome: "blocked",
    request: null,
    cause: "Not sent: inward.callboard-check.com leads to 169.254.169.254, which is a link-local address.",
  });
});

test("one bad address among a name's refuses the name, in whatever family", async () => {
  const dns = await startDnsServer(() => ["127.0.0.1", "fe80::1"]);
  const server = await rawServer((socket) => socket.end(ok));
  const call = calling(dns.address);
  expect(await call(server.url.replace("127.0.0.1", "mixed.callboard-check.com"))).toMatchObject({
    outcome: "blocked",
    cause: "Not sent: mixed.callboard-check.com leads to fe80::1, which is a link-local address.",
  });
  expect(server.requests).toEqual([]);
});

test("a family that is not answered for costs the call nothing", async () => {
  const dns = await startDnsServer((_, type) => (type === "A" ? "127.0.0.1" : null));
  // A silent name server is asked a second time after 1.5 s: by then the call has arrived.
  const askedBefore: number[] = [];
  const server = await rawServer((socket) => {
    askedBefore.push(dns.asked.length);
    socket.end(ok);
  });
  for (let n = 1; n <= 3; n += 1) {
    const before = dns.asked.length;
    const url = server.url.replace("127.0.0.1", `half-${n}.callboard-check.com`);
    expect(await calling(dns.address)(url, 60_000)).toMatchObject({ outcome: "delivered" });
    askedBefore[n - 1] = (askedBefore[n - 1] ?? 0) - before;
  }
  // A busy machine may be later with one of them.
  expect(Math.min(...askedBefore)).toBe(2);
});

test("a bad address that comes while the connection is being made refuses the name", async (context) => {
  const port = await startDeafPort(onTestFinished);
  if (port === null) return context.skip("No port of this machine leaves a connection unanswered.");
  const dns = await startDnsServer((_, type) =>
    type === "A" ? "127.0.0.1" : new Promise((answer) => setTimeout(answer, 200, "fe80::1")),
  );
  expect(await calling(dns.address)(`http://late.callboard-check.com:${port}/x`)).toMatchObject({
    outcome: "blocked",
    request: null,
    cause: "Not sent: late.callboard-check.com leads to fe80::1, which is a link-local address.",
  });
});

test("a bad address that comes during the TLS handshake refuses the name too", async () => {
  let greeted = () => {};
  const later = new Promise<Resolved[]>((resolve) => {
    greeted = () => resolve([{ address: "fe80::1", family: 6 }]);
  });
  const server = await tlsServer("valid", {
    SNICallback: (_name, goOn) => {
      greeted();
      void later.then(() => goOn(null));
    },
  });
  const agent = createGuardedAgent({
    allow: parseAllowList("127.0.0.1/32"),
    resolve: async () => ({ addresses: [{ address: "127.0.0.1", family: 4 }], later }),
    authorities: certificateFile("authority.crt"),
  });
  onTestFinished(() => agent.destroy());
  expect(await sendCallback({ agent, url: server.url, headers: [] })).toMatchObject({
    outcome: "blocked",
    cause: "Not sent: localhost leads to fe80::1, which is a link-local address.",
  });
  expect(server.requests).toEqual([]);
});

test("a name whose DNS never answers ends at the time limit and says so", async () => {
  const dns = await startDnsServer(() => null);
  const record = await cutOffAt(
    (limitMs) => calling(dns.address)("http://silent.callboard-check.com:8080/x", limitMs),
    (seconds) => `Timed out: the name silent.callboard-check.com was not resolved within ${seconds} seconds.`,
  );
  expect(record).toMatchObject({ outcome: "timeout", request: null });
  expect(record.cause).toContain("the name silent.callboard-check.com was not resolved within");
});

test("eight names whose DNS never answers do not delay a healthy one", async () => {
  const dns = await startDnsServer((name) => (name.startsWith("dead") ? null : "127.0.0.1"));
  const server = await rawServer((socket) => socket.end(ok));
  const call = calling(dns.address);
  let deadOver = false;
  const dead = Promise.all(
    Array.from({ length: 8 }, (_, index) => call(`http://dead-${index}.callboard-check.com/x`)),
  ).finally(() => {
    deadOver = true;
  });
  const healthy = server.url.replace("127.0.0.1", "healthy.callboard-check.com");
  // Where names stood in each other's way, the first of these would end after the dead ones.
  for (let n = 0; n < 5; n += 1) {
    expect(await call(healthy)).toMatchObject({ outcome: "delivered", dnsMs: expect.any(Number) });
    expect(deadOver).toBe(false);
  }
  for (const record of await dead) {
    expect(record).toMatchObject({ outcome: "dns_error", request: null });
    expect(record.cause).toMatch(/ could not be resolved: its DNS server did not answer\.$/);
  }
});

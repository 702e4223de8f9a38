import { afterAll, expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { certificateFile } from "@/lib/testing/certificate-file";
import { rawListener, rawServer, tlsServer } from "@/lib/testing/raw-server";
import { cutOffAt } from "@/lib/testing/time-limits";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

const allow = parseAllowList("127.0.0.1/32,host:localhost");
const trusting = createGuardedAgent({ allow, authorities: certificateFile("authority.crt") });
const usual = createGuardedAgent({ allow });
afterAll(async () => {
  await trusting.destroy();
  await usual.destroy();
});

const send = (url: string, { agent = trusting, timeoutMs = 60_000 } = {}) =>
  sendCallback({ agent, url, headers: [], timeoutMs });

test("a valid certificate of a trusted authority: the call is made, and what TLS took is on record", async () => {
  const server = await tlsServer("valid");
  const record = await send(`${server.url}/hook`);
  expect(record).toMatchObject({ outcome: "delivered", responseBody: "ok" });
  expect(record.tlsMs).toBeGreaterThan(0);
  expect(server.requests).toHaveLength(1);
});

test.each([
  ["expired", "its certificate expired on 2026-01-02"],
  ["not-yet-valid", "its certificate is valid only from 2099-01-01 on"],
  ["other-name", "its certificate is for another name (other.example)"],
  ["self-signed", "its certificate is self-signed"],
] as const)(
  "a certificate that is %s is a TLS error that says so, and nothing is sent",
  async (kind, why) => {
    const server = await tlsServer(kind);
    const record = await send(server.url);
    expect(record).toMatchObject({ outcome: "tls_error", statusCode: null, request: null });
    expect(record.cause).toBe(`No secure connection to ${new URL(server.url).host}: ${why}.`);
    expect(server.requests).toHaveLength(0);
  },
);

test("a dot at the end of the name is no part of what TLS asks for", async () => {
  const asked: string[] = [];
  const server = await tlsServer("valid", {
    SNICallback: (name, goOn) => {
      asked.push(name);
      goOn(null);
    },
  });
  expect(await send(server.url.replace("localhost", "localhost."))).toMatchObject({ outcome: "delivered" });
  expect(asked).toEqual(["localhost"]);
});

test("HTTP/1.1 is asked for by name, so that a service that prefers HTTP/2 does not speak that", async () => {
  const offered: string[][] = [];
  const choose = ({ protocols }: { protocols: string[] }) => {
    offered.push(protocols);
    return "http/1.1";
  };
  const server = await tlsServer("valid", { ALPNCallback: choose });
  expect(await send(server.url)).toMatchObject({ outcome: "delivered" });
  expect(offered).toEqual([["http/1.1"]]);
});

test("an authority that only a test trusts is not trusted otherwise", async () => {
  const server = await tlsServer("valid");
  const record = await send(server.url, { agent: usual });
  expect(record).toMatchObject({ outcome: "tls_error", request: null });
  expect(record.cause).toContain("its certificate's issuer is not trusted");
  expect(server.requests).toHaveLength(0);
});

test("a certificate for the name does not serve for the bare address", async () => {
  const server = await tlsServer("valid");
  const record = await send(server.url.replace("localhost", "127.0.0.1"));
  expect(record).toMatchObject({ outcome: "tls_error", request: null });
  expect(record.cause).toContain("its certificate is for another name (localhost)");
});

test.each([
  ["TLSv1.2", /it may want a client certificate, and none is set for this URL\.$/],
  ["TLSv1.3", /: it asks for a client certificate, and none is set for this URL\.$/],
] as const)(
  "with %s a service that wants a client certificate is a TLS error that says so",
  async (version, why) => {
    const server = await tlsServer("valid", {
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: version,
      maxVersion: version,
    });
    for (let call = 1; call <= 20; call += 1) {
      const record = await send(`${server.url}/${call}`);
      expect(record).toMatchObject({ outcome: "tls_error", cause: expect.stringMatching(why) });
    }
    expect(server.requests).toEqual([]);
  },
);

test("a service that speaks HTTP/2 alone is a TLS error that says so", async () => {
  const server = await tlsServer("valid", { ALPNProtocols: ["h2"] });
  const record = await send(server.url);
  expect(record).toMatchObject({ outcome: "tls_error", request: null });
  expect(record.cause).toMatch(/: it speaks HTTP\/2 alone, and Callboard calls with HTTP\/1\.1\.$/);
});

test("a certificate for clients alone, or with an address as a DNS name, is a TLS error that says so", async () => {
  const cases = [
    [
      "client-usage",
      "localhost",
      "its certificate is not for servers: its usage must permit server authentication",
    ],
    [
      "address-as-name",
      "127.0.0.1",
      "its certificate has the address 127.0.0.1 as a DNS name, and must have that as an IP address",
    ],
  ] as const;
  for (const [certificate, host, why] of cases) {
    const server = await tlsServer(certificate);
    const agent = createGuardedAgent({ allow, authorities: certificateFile(`${certificate}.crt`) });
    const url = server.url.replace("localhost", host);
    const record = await send(url, { agent });
    await agent.destroy();
    expect(record).toMatchObject({ outcome: "tls_error", request: null });
    expect(record.cause).toBe(`No secure connection to ${new URL(url).host}: ${why}.`);
  }
});

test("a service that speaks only an old TLS is refused", async () => {
  const server = await tlsServer("valid", {
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  const record = await send(server.url);
  expect(record).toMatchObject({ outcome: "tls_error", request: null });
  expect(record.cause).toContain("it speaks neither TLS 1.2 nor 1.3");
});

test("plain HTTP on the port of an https:// URL", async () => {
  const plain = await rawListener((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  );
  const record = await send(plain.url.replace("http:", "https:"));
  expect(record).toMatchObject({ outcome: "tls_error", request: null });
  expect(record.cause).toContain("it does not speak TLS on this port");
});

test("TLS on the port of an http:// URL", async () => {
  const server = await tlsServer("valid");
  const record = await send(server.url.replace("https:", "http:"));
  expect(["protocol_error", "connection_reset"]).toContain(record.outcome);
  const alerting = await rawServer((socket) => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 70])));
  const alerted = await send(alerting.url);
  expect(alerted).toMatchObject({
    outcome: "protocol_error",
    cause: "The answer is not valid HTTP: it is TLS, so the URL probably needs https://.",
  });
});

test("a connection closed or reset during the handshake", async () => {
  const closing = await rawListener((socket) => socket.once("data", () => socket.end()));
  const resetting = await rawListener((socket) => socket.once("data", () => socket.resetAndDestroy()));
  for (const { url } of [closing, resetting]) {
    const record = await send(url.replace("http:", "https:"));
    expect(record).toMatchObject({ outcome: "tls_error", request: null });
    expect(record.cause).toContain("it closed the connection during the TLS handshake");
  }
});

test("a handshake that is never answered ends at the time limit and says where it stood", async () => {
  const silent = await rawListener((socket) => socket.resume());
  const { host } = new URL(silent.url);
  const record = await cutOffAt(
    (timeoutMs) => send(silent.url.replace("http:", "https:"), { timeoutMs }),
    (seconds) => `Timed out: ${host} did not finish the TLS handshake within ${seconds} seconds.`,
  );
  expect(record).toMatchObject({ outcome: "timeout", request: null });
  expect(record.cause).toContain(`${host} did not finish the TLS handshake within`);
  expect(record.totalMs).toBeGreaterThanOrEqual(299);
});

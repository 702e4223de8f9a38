import type tls from "node:tls";
import { afterAll, expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { certificateFile } from "@/lib/testing/certificate-file";
import { tlsServer } from "@/lib/testing/raw-server";
import { type AgentOf, createAgents } from "./agents";
import type { ClientCertificate } from "./client-certificate";
import { sendCallback } from "./send";
import { tlsReason } from "./tls-reason";

const agentOf: AgentOf = createAgents({
  allow: parseAllowList("127.0.0.1/32,host:localhost"),
  authorities: certificateFile("authority.crt"),
});
const client = (name: string): ClientCertificate => ({
  certificate: certificateFile(`${name}.crt`),
  key: certificateFile(`${name}.key`),
});
const [one, two] = [client("client-ec"), client("client-rsa")];
const used = [null, one, two];
afterAll(async () => {
  for (const certificate of used) await agentOf(certificate).destroy();
});

const send = (url: string, certificate: ClientCertificate | null) =>
  sendCallback({ agent: agentOf(certificate), url, headers: [], timeoutMs: 60_000 });

/** A server that asks for a client certificate; `clients` says who opened each connection. */
async function asking(options: tls.TlsOptions) {
  const clients: string[] = [];
  const secured = (socket: tls.TLSSocket) => {
    const subject = socket.getPeerCertificate().subject as { CN?: string } | undefined;
    clients.push(subject?.CN ?? "nobody");
  };
  const asks = {
    requestCert: true,
    ca: certificateFile("client-root.crt"),
    ...options,
  };
  return { ...(await tlsServer("valid", asks, secured)), clients };
}

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "with %s a service that requires a certificate gets the URL's own, with its chain, and the call is made",
  async (version) => {
    const server = await asking({ rejectUnauthorized: true, minVersion: version, maxVersion: version });
    for (const certificate of [one, two])
      expect(await send(server.url, certificate)).toMatchObject({ outcome: "delivered" });
    expect(server.clients).toEqual(["client one", "client two"]);
    const without = await send(server.url, null);
    expect(without).toMatchObject({
      outcome: "tls_error",
      cause: expect.stringContaining("none is set for this URL"),
    });
    expect(server.requests).toHaveLength(2);
  },
);

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "with %s a kept connection serves the calls with its own certificate alone, whatever comes in between",
  async (version) => {
    const server = await asking({ rejectUnauthorized: false, minVersion: version, maxVersion: version });
    const replaced = { ...one };
    used.push(replaced);
    const order = [one, null, two, one, null, two, replaced, one, replaced, null];
    const reused: boolean[] = [];
    for (const certificate of order) {
      const record = await send(server.url, certificate);
      expect(record.outcome).toBe("delivered");
      reused.push(record.connectMs === null);
    }
    // Each set of credentials opened one connection, and only that served its later calls.
    expect(server.clients).toEqual(["client one", "nobody", "client two", "client one"]);
    expect(reused).toEqual([false, false, false, true, true, true, false, true, true, true]);
    expect(server.requests).toHaveLength(order.length);
  },
);

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "with %s a service that takes no certificate of this kind is a TLS error that says so, and nothing arrives",
  async (version) => {
    const server = await asking({
      rejectUnauthorized: true,
      minVersion: version,
      maxVersion: version,
      sigalgs: "ECDSA+SHA256",
    });
    expect(await send(server.url, two)).toMatchObject({
      outcome: "tls_error",
      cause: expect.stringMatching(/did not take the client certificate|may not take the client certificate/),
    });
    expect(server.requests).toEqual([]);
    expect(await send(server.url, one)).toMatchObject({ outcome: "delivered" });
  },
);

test("calls at once with different certificates never share a connection", async () => {
  const server = await asking({ rejectUnauthorized: false });
  const calls = Array.from({ length: 30 }, (_, index) => [null, one, two][index % 3] ?? null);
  const records = await Promise.all(calls.map((certificate) => send(server.url, certificate)));
  expect(records.filter(({ outcome }) => outcome !== "delivered")).toEqual([]);
  const opened = (name: string) => server.clients.filter((client) => client === name).length;
  expect([opened("nobody"), opened("client one"), opened("client two")]).toEqual([10, 10, 10]);
});

test("what a server says of the certificate that was sent is told as such", () => {
  const alert = (code: string) => Object.assign(new Error("alert"), { code });
  for (const [code, sentence] of [
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", /did not take the client certificate: it does not know its issuer/],
    ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", /did not take the client certificate: it has expired/],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", /did not take the client certificate$/],
    ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", /may not take the client certificate/],
  ] as const) {
    expect(tlsReason(alert(code), { sendsCertificate: true })).toMatch(sentence);
    expect(tlsReason(alert(code))).not.toMatch(sentence);
  }
});

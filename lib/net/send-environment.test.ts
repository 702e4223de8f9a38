import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { findNamespace } from "@/lib/testing/namespace/enter";
import { rawListener, tlsServer } from "@/lib/testing/raw-server";

/** Calls from a process of its own, in an environment of its own. */
const program = `
import { parseAllowList } from "./lib/address/allow-list.ts";
import { createGuardedAgent } from "./lib/net/guard.ts";
import { sendCallback } from "./lib/net/send.ts";
const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32,::1/128,host:localhost") });
const call = async (url) => {
  const { outcome, cause } = await sendCallback({ agent, url, headers: [] });
  return outcome + ": " + cause;
};
`;

function run(script: string, env: Record<string, string>, prefix: string[] = []): Promise<string> {
  const [file = "", ...args] = [
    ...prefix,
    process.execPath,
    "--import",
    "tsx",
    "--input-type=module",
    "-e",
    script,
  ];
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return text(child.stdout);
}

const callOf = (url: string) =>
  `${program}\nconsole.log(await call(${JSON.stringify(url)}));\nprocess.exit(0);`;

test("NODE_EXTRA_CA_CERTS adds an authority of one's own, and without it nothing is sent", async () => {
  const { url } = await tlsServer("valid");
  const NODE_EXTRA_CA_CERTS = fileURLToPath(
    new URL("../testing/certificates/authority.crt", import.meta.url),
  );
  expect(await run(callOf(url), { NODE_EXTRA_CA_CERTS })).toBe("delivered: Answered 200 OK.\n");
  expect(await run(callOf(url), { NODE_EXTRA_CA_CERTS: "" })).toMatch(/^tls_error: No secure connection/);
});

test("an outgoing proxy in the environment is not used", async () => {
  const seen: string[] = [];
  const proxy = await rawListener((socket) => void socket.on("data", (chunk) => seen.push(String(chunk))));
  const { url } = await tlsServer("valid");
  const proxies = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"];
  const env = Object.fromEntries(proxies.map((name) => [name, proxy.url]));
  const said = await run(callOf(url), { ...env, NODE_USE_ENV_PROXY: "1", NO_PROXY: "", no_proxy: "" });
  expect(said).toMatch(/^tls_error: /);
  expect(seen).toEqual([]);
});

/** A machine without an IPv4 address, whose name server is reached by IPv6 alone. */
const onlyIpv6 = `
import dgram from "node:dgram";
import http from "node:http";
import { once } from "node:events";
import { answerTo, questionOf } from "./lib/testing/dns-wire.ts";
${program}
const server = http.createServer((_, response) => response.end()).listen(80, "::");
await once(server, "listening");
const names = dgram.createSocket("udp6");
names.on("message", (query, from) => {
  const { name, type } = questionOf(query);
  const records = type === "A" ? (name.startsWith("both") ? ["93.184.216.34"] : []) : type === "AAAA" ? ["2606:4700::1111"] : [];
  names.send(answerTo(query, "found", records.map((text) => ({ name, type, text }))), from.port, from.address);
});
names.bind(53, "::1");
await once(names, "listening");
console.log(await call("http://six.callboard-check.com/"));
console.log(await call("http://both.callboard-check.com/"));
process.exit(0);
`;

test("a machine that has IPv6 alone calls names of both families", async (context: TestContext) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "callboard-six-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const namespace = findNamespace(folder);
  if (typeof namespace === "string" || !namespace.ipv6) {
    console.warn(`\n*** NOT RUN: "${context.task.name}". It needs a network namespace with IPv6. ***\n`);
    return context.skip();
  }
  writeFileSync(path.join(folder, "resolv.conf"), "nameserver ::1\n");
  const script = `ip link set lo up && ip addr del 127.0.0.1/8 dev lo && ip -6 route add local ::/0 dev lo \
&& mount --bind "$0/resolv.conf" /etc/resolv.conf && exec "$@"`;
  const said = await run(onlyIpv6, {}, ["unshare", namespace.flags, "sh", "-c", script, folder]);
  expect(said).toBe("delivered: Answered 200 OK.\n".repeat(2));
});

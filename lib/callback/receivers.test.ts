import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { callbackHeaders } from "./callback-headers";
import { composeCallbackUrl, queryOf } from "./request-url";
import { newSigningSecret } from "./signature";

/** The receivers that docs/receivers gives away are run as they stand and called as Callboard calls. */
const languages = [
  { name: "JavaScript", command: "node", args: ["docs/receivers/receiver.mjs"], version: "--version" },
  { name: "Python", command: "python3", args: ["docs/receivers/receiver.py"], version: "--version" },
  { name: "Go", command: "go", args: ["run", "docs/receivers/receiver.go"], version: "version" },
  {
    name: "PHP",
    command: "php",
    args: (port: number) => ["-S", `127.0.0.1:${port}`, "docs/receivers/receiver.php"],
    version: "--version",
  },
];

let running: ChildProcess | undefined;
afterEach(async () => {
  if (!running?.pid) return;
  const ended = once(running, "exit");
  // `go run` has the program as a child of its own: the whole group ends.
  process.kill(-running.pid, "SIGKILL");
  await ended;
  running = undefined;
});

for (const { name, command, args, version } of languages) {
  const isThere = isInstalled(command, version);
  if (!isThere)
    console.warn(`The ${name} receiver is NOT tested here: there is no ${command} on this machine.`);
  describe.runIf(isThere)(`the ${name} receiver`, () => {
    test("takes what Callboard signed, with either secret of a rotation, and nothing else", async () => {
      const [secret, newer] = [newSigningSecret(), newSigningSecret()];
      const port = await freePort();
      const arguments_ = typeof args === "function" ? args(port) : args;
      running = spawn(command, arguments_, {
        env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: secret },
        stdio: "ignore",
        detached: true,
      });
      await listening(port);
      const timestampS = Math.floor(Date.now() / 1_000);
      const url = composeCallbackUrl(`http://127.0.0.1:${port}/hook?tenant=a%2fb&x=ü`, {
        instanceID: "training-request-70",
        processName: "Training & Request",
        eventType: "created",
      });
      const signed = { eventId: "evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN", timestampS, query: queryOf(url) };
      const call = (headers: [string, string][], changed = url) =>
        statusOf(port, changed.slice(`http://127.0.0.1:${port}`.length), headers);
      const genuine = callbackHeaders({ ...signed, secrets: [secret] });
      expect(await call(genuine)).toBe(204);
      expect(await call(callbackHeaders({ ...signed, secrets: [newer, secret] }))).toBe(204);
      expect(await call(callbackHeaders({ ...signed, secrets: [newer] }))).toBe(401);
      expect(await call(genuine, url.replace("-70", "-71"))).toBe(401);
      expect(
        await call(callbackHeaders({ ...signed, timestampS: timestampS - 400, secrets: [secret] })),
      ).toBe(401);
      expect(await call(genuine.filter(([header]) => header !== "webhook-signature"))).toBe(401);
      expect(await call([])).toBe(401);
      // The first Go program on a machine waits for Go's own library to be compiled.
    }, 180_000);
  });
}

/** The status of a GET whose bytes are exactly these: what a client library would encode anew stays as it is. */
async function statusOf(port: number, target: string, headers: [string, string][]): Promise<number> {
  const socket = net.connect(port, "127.0.0.1");
  const lines = [`GET ${target} HTTP/1.1`, `host: 127.0.0.1:${port}`, "connection: close"];
  for (const [header, value] of headers) lines.push(`${header}: ${value}`);
  socket.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "utf8"));
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]);
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = net.connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await pause(50);
  }
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  return typeof address === "object" && address ? address.port : 0;
}

function isInstalled(command: string, version: string): boolean {
  try {
    execFileSync(command, [version], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import { queryOf } from "@/lib/callback/request-url";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { freePort } from "@/lib/testing/ports";
import { receiverLanguages } from "@/lib/testing/receiver-languages";
import { signCallbackRequest } from "./sign-request";

/**
 * The receivers that docs/receivers gives away are run as they stand, each with the smallest installation of its language,
 * and called as Callboard calls, and as others would.
 */
const folder = mkdtempSync(path.join(os.tmpdir(), "callboard-receivers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const languages = receiverLanguages(folder);

let running: ChildProcess | undefined;
afterEach(stop);

async function stop(): Promise<void> {
  const { pid, exitCode, signalCode } = running ?? {};
  if (!running || pid === undefined || exitCode !== null || signalCode !== null) return;
  const ended = once(running, "exit");
  process.kill(-pid, "SIGKILL");
  await ended;
}

/** Starts a receiver. @returns its port, or null where it refused to start */
async function start(
  command: (port: number) => string[],
  secret: string | undefined,
): Promise<number | null> {
  const port = await freePort();
  const [file = "", ...args] = command(port);
  const { WEBHOOK_SECRET: _, ...env } = process.env;
  running = spawn(file, args, {
    env: { ...env, PORT: String(port), ...(secret === undefined ? {} : { WEBHOOK_SECRET: secret }) },
    stdio: "ignore",
    detached: true,
  });
  const ended = once(running, "exit").then(([code]) => {
    expect(code).not.toBe(0);
    return null;
  });
  return Promise.race([ended, listening(port, running)]);
}

const timestampS = Math.floor(Date.now() / 1_000);
const eventId = "evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN";
const secret = newSigningSecret();
const requestTo = (port: number) =>
  buildCallbackRequest(unsavedEndpoint(`http://127.0.0.1:${port}//hook?tenant=a%2fb&x=ü`), {
    eventId,
    instanceID: "training-request-70",
    processName: "Training & Request",
    eventType: "created",
  });
const signed = (port: number, secrets: string[], atS = timestampS) =>
  signCallbackRequest(requestTo(port), { eventId, secrets, nowMs: atS * 1_000 }).headers;
type Headers = readonly (readonly [string, string])[];
const call = (port: number, url: string, headers: Headers, host = "127.0.0.1") =>
  statusOf(port, url.slice(`http://127.0.0.1:${port}`.length), [["host", `${host}:${port}`], ...headers]);
const changed = (headers: Headers, name: string, to: (value: string) => string[]): Headers =>
  headers.flatMap(
    ([header, value]): Headers =>
      header === name ? to(value).map((each) => [header, each]) : [[header, value]],
  );
const failed = (status: number) => status < 200 || status >= 300;

for (const { name, version, build, run, broken, keepsLastHeader } of languages) {
  const [command, ...args] = version;
  const isThere = isInstalled(command, args);
  const isMissing = `NOT RUN: the ${name} receiver. There is no ${command} on this machine.`;
  if (!isThere) console.warn(`\n*** ${isMissing} ***\n`);
  // Continuous integration installs every language.
  test.runIf(process.env.CI)(`the ${name} receiver is run`, () => expect(isThere, isMissing).toBe(true));
  describe.skipIf(!isThere)(`the ${name} receiver`, { timeout: 180_000 }, () => {
    // The first Go program on a machine waits for Go's own library to be compiled.
    beforeAll(() => build?.(), 180_000);

    test("takes what Callboard signed, with either secret of a rotation, and nothing else", async () => {
      const newer = newSigningSecret();
      const port = (await start(run, secret)) ?? 0;
      const { url } = requestTo(port);
      const genuine = signed(port, [secret]);
      const signature = "webhook-signature";
      expect(await call(port, url, genuine)).toBe(204);
      expect(await call(port, url, genuine, "localhost")).toBe(204);
      expect(await call(port, url, signed(port, [newer, secret]))).toBe(204);
      const at = (seconds: number) => signed(port, [secret], seconds);
      const forged: Record<string, [url: string, headers: Headers]> = {
        "another secret": [url, signed(port, [newer])],
        "an altered query": [url.replace("-70", "-71"), genuine],
        "a query that is longer": [`${url}&more=1`, genuine],
        "no query": [url.slice(0, url.indexOf("?")), genuine],
        "the query as the path": [url.replace(/\/\/hook\?.*/, `/${queryOf(url)}`), genuine],
        "an old time": [url, at(timestampS - 400)],
        "a time to come": [url, at(timestampS + 400)],
        "another time": [url, changed(genuine, "webhook-timestamp", () => [String(timestampS + 1)])],
        "a time that is none": [url, changed(genuine, "webhook-timestamp", (time) => [`${time}.5`])],
        "a time of other digits": [url, changed(genuine, "webhook-timestamp", () => ["²³"])],
        "a time beyond all numbers": [url, changed(genuine, "webhook-timestamp", () => ["9".repeat(400)])],
        "another id": [url, changed(genuine, "webhook-id", (id) => [`${id}X`])],
        "two ids": [url, changed(genuine, "webhook-id", (id) => [id, "evt_other"])],
        "two times": [url, changed(genuine, "webhook-timestamp", (time) => [time, "0"])],
        "two signatures apart": [
          url,
          changed(genuine, signature, (one) => [one, keepsLastHeader ? "v1," : one]),
        ],
        "garbage for a signature": [url, changed(genuine, signature, () => ["v1,!!!ä=="])],
        "a signature cut short": [url, changed(genuine, signature, (one) => [one.slice(0, -4)])],
        "an empty signature": [url, changed(genuine, signature, () => [""])],
        "a version alone": [url, changed(genuine, signature, () => ["v1,"])],
        "no headers": [url, []],
      };
      for (const header of ["webhook-id", "webhook-timestamp", signature])
        forged[`no ${header}`] = [url, changed(genuine, header, () => [])];
      const taken: string[] = [];
      for (const [how, [to, headers]] of Object.entries(forged))
        if (!failed(await call(port, to, headers))) taken.push(how);
      expect(taken).toEqual([]);
      expect(await call(port, url, genuine)).toBe(204);
    });

    test("without a signing secret it does not start, or takes nothing", async () => {
      for (const given of [undefined, "", "whsec_", "whsec_!!!!", "whsec_c2hvcnQ="]) {
        const port = await start(run, given);
        if (port === null) continue;
        const { url } = requestTo(port);
        // As whoever guesses the key that such a setting comes to would sign.
        const key = Buffer.from((given ?? "").replace(/^whsec_/, ""), "base64");
        const content = `${eventId}.${timestampS}."${queryOf(url)}"`;
        const signature = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
        const genuine = signed(port, [secret]);
        for (const one of [signature, genuine.find(([header]) => header === "webhook-signature")?.[1] ?? ""])
          expect(
            failed(
              await call(
                port,
                url,
                changed(genuine, "webhook-signature", () => [one]),
              ),
            ),
          ).toBe(true);
        await stop();
      }
    });

    if (broken)
      test("a fault of its own is no success", async () => {
        const port = (await start(broken, secret)) ?? 0;
        expect(failed(await call(port, requestTo(port).url, signed(port, [secret])))).toBe(true);
      });
  });
}

/**
 * The status of a GET whose bytes are exactly these: what a client library would encode anew stays as it is. 0 where the
 * connection ends without one.
 */
async function statusOf(port: number, target: string, headers: Headers): Promise<number> {
  const socket = net.connect(port, "127.0.0.1");
  const lines = [`GET ${target} HTTP/1.1`, "connection: close"];
  for (const [header, value] of headers) lines.push(`${header}: ${value}`);
  socket.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));
  let answer = "";
  try {
    for await (const chunk of socket) answer += String(chunk);
  } catch {
    // Reset: what came before it counts.
  }
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** The port, once something listens there. Ends without an answer when the program has ended. */
async function listening(port: number, program: ChildProcess): Promise<number | null> {
  while (program.exitCode === null) {
    const socket = net.connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return port;
    await pause(50);
  }
  return null;
}

function isInstalled(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

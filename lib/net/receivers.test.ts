import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import { queryOf, splitRequestUrl } from "@/lib/callback/request-url";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { awkwardTargets } from "@/lib/testing/awkward-urls";
import { languagesWithLibraries, receiverLanguages } from "@/lib/testing/receiver-languages";
import { isInstalled, type ReceiverProcess, startReceiver, statusOf } from "@/lib/testing/receiver-process";
import { signCallbackRequest } from "./sign-request";

/**
 * The receivers that docs/receivers gives away are run as they stand, each with the smallest installation of its language,
 * and called as Callboard calls, and as others would.
 */
const folder = mkdtempSync(path.join(os.tmpdir(), "callboard-receivers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const libraries = process.env.RECEIVER_LIBRARIES;
const languages = receiverLanguages(folder, libraries);
if (!libraries) {
  const names = languagesWithLibraries.join(" and ");
  console.warn(
    `\n*** NOT RUN here: the receivers in ${names}. \`npm run test:verifiers\` brings their libraries. ***\n`,
  );
}

let running: ReceiverProcess | undefined;
afterEach(() => running?.stop());

/** @returns its port, or null where it refused to start */
async function start(
  command: (port: number) => string[],
  secret: string | undefined,
): Promise<number | null> {
  await running?.stop();
  running = await startReceiver(command, secret);
  if (running.port === null) expect(running.code).not.toBe(0);
  return running.port;
}

const timestampS = Math.floor(Date.now() / 1_000);
const eventId = "evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN";
const secret = newSigningSecret();
const requestTo = (port: number, target = "//hook?tenant=a%2fb&x=ü") =>
  buildCallbackRequest(unsavedEndpoint(`http://127.0.0.1:${port}${target}`), {
    eventId,
    instanceID: "training-request-70",
    processName: "Training & Request",
    eventType: "created",
  });
const signed = (port: number, secrets: string[], atS = timestampS, target?: string) =>
  signCallbackRequest(requestTo(port, target), { eventId, secrets, nowMs: atS * 1_000 }).headers;
type Headers = readonly (readonly [string, string])[];
const call = (port: number, url: string, headers: Headers, host = "127.0.0.1") =>
  statusOf(port, splitRequestUrl(url).target, [["host", `${host}:${port}`], ...headers]);
const changed = (headers: Headers, name: string, to: (value: string) => string[]): Headers =>
  headers.flatMap(
    ([header, value]): Headers =>
      header === name ? to(value).map((each) => [header, each]) : [[header, value]],
  );
const failed = (status: number) => status < 200 || status >= 300;

test("each of the awkward URLs may be saved", () => {
  const verdicts = awkwardTargets.map((target) => judgeCallbackUrl(`https://crm.example.com${target}`, []));
  expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
});

for (const { name, version, build, run, broken, keepsLastHeader, refuses = [] } of languages) {
  const isThere = isInstalled(version);
  const isMissing = `NOT RUN: the ${name} receiver. There is no ${version[0]} on this machine.`;
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

    test("takes each awkward URL that may be saved, but those that its server refuses", async () => {
      const port = (await start(run, secret)) ?? 0;
      const refused: string[] = [];
      for (const target of awkwardTargets) {
        const { url } = requestTo(port, target);
        const status = await call(port, url, signed(port, [secret], timestampS, target));
        if (status !== 204) refused.push(target);
      }
      expect(refused).toEqual(refuses);
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
      }
    });

    if (broken)
      test("a fault of its own is no success", async () => {
        const port = (await start(broken, secret)) ?? 0;
        expect(failed(await call(port, requestTo(port).url, signed(port, [secret])))).toBe(true);
      });
  });
}

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { eventually, settingsReached } from "@/lib/testing/eventually";
import { hostileUrls, noUrls } from "@/lib/testing/hostile-urls";
import type { Arrival } from "@/lib/testing/namespace/catch-all";
import { findNamespace, type Namespace } from "@/lib/testing/namespace/enter";
import { reachable, rebinding, redirects, renamed } from "@/lib/testing/namespace/scenarios";
import { type NamespaceStage, openNamespaceStage } from "@/lib/testing/namespace/stage";
import { callbackAllow, controls, hostileNames, zone } from "@/lib/testing/namespace/zone";

/**
 * The whole dispatcher with its real guard, in a network in which every address there is answers: what reaches the receiver
 * was let out. Its log of destination addresses is the witness, not what Callboard says.
 */
const folder = mkdtempSync(path.join(os.tmpdir(), "callboard-namespace-check-"));
const namespace: Namespace | string = findNamespace(folder);
rmSync(folder, { recursive: true, force: true });
if (typeof namespace === "string") {
  console.warn(
    `\n*** NOT RUN: that no callback gets out was not examined on this system. It needs a network namespace, and ${namespace}. ***\n`,
  );
} else if (!namespace.ipv6) {
  console.warn(
    "\n*** IN PART: this kernel has no IPv6, so only IPv4 addresses answer in the namespace. ***\n",
  );
}
const six = typeof namespace !== "string" && namespace.ipv6;

type Attempt = { url: string; number: number; outcome: string; cause: string };

let stage: NamespaceStage;
const attempts: Attempt[] = [];
let arrivals: Arrival[] = [];
const replies: Record<string, Awaited<ReturnType<NamespaceStage["ask"]>>> = {};

describe.skipIf(typeof namespace === "string")("in a network where every address answers", () => {
  beforeAll(async () => {
    if (typeof namespace === "string") return;
    const blockedPorts = hostileUrls.flatMap(([url]) => /:(\d+)\/$/.exec(url)?.[1] ?? []).map(Number);
    const ports = [...new Set([80, 443, 8080, ...blockedPorts])].filter(
      (port) => port > 0 && port !== 99_999,
    );
    stage = await openNamespaceStage(namespace, ports, {
      CALLBACK_ALLOW: callbackAllow.join(","),
      CALLBACK_RETRY_SCHEDULE: "none",
      LOG_LEVEL: "fatal",
      // A proxy would be a way out past the guard.
      HTTP_PROXY: "http://10.0.0.99:8080",
      http_proxy: "http://10.0.0.99:8080",
      ALL_PROXY: "http://10.0.0.99:8080",
      NODE_USE_ENV_PROXY: "1",
    });
    try {
      await stage.ask({ kind: "names", zone });
      await deliver([
        ...hostileUrls.map(([url]) => url),
        ...noUrls,
        ...hostileNames.map(({ name }) => urlOf(name)),
        ...controls.map(({ url }) => url),
        ...redirects.map(({ url }) => url),
      ]);
      await rebind();
      await saveThenMove();
      for (const { url } of reachable.tested) replies[url] = await stage.ask({ kind: "test", url });
      arrivals = (await stage.ask({ kind: "arrivals" })).arrivals ?? [];
    } finally {
      // Before the tests, as each empties the tables after it.
      await stage.close();
    }
  }, 120_000);

  test("no connection went anywhere but to the public addresses of the controls and to what CALLBACK_ALLOW names", () => {
    const elsewhere = arrivals.filter(({ address, port }) => !reachable.addresses(address, port));
    expect(elsewhere).toEqual([]);
    expect(arrivals.length).toBeGreaterThan(controls.length);
    expect(hostileUrls.length + noUrls.length + hostileNames.length).toBeGreaterThanOrEqual(145);
  });

  test("every hostile URL is blocked, and the cause names the address or the port", () => {
    expect(hostileUrls.map(([url]) => [url, resultsOf(url)])).toEqual(
      hostileUrls.map(([url, clause]) => [url, [`blocked Not sent: ${clause}.`]]),
    );
  });

  test("what is no URL makes no request", () => {
    const none = expect.stringMatching(/^protocol_error The request could not be made: /);
    expect(noUrls.map((url) => [url, resultsOf(url)])).toEqual(noUrls.map((url) => [url, [none]]));
  });

  test("every name that leads inward is blocked, and the cause names name and address", () => {
    expect(hostileNames.map(({ name }) => [name, resultsOf(urlOf(name))])).toEqual(
      hostileNames.map(({ name, clause }) => [
        name,
        [
          typeof clause === "string"
            ? `blocked Not sent: ${clause}.`
            : expect.stringMatching(new RegExp(`^blocked Not sent: ${clause.source}\\.$`)),
        ],
      ]),
    );
  });

  test("every control arrives, at its very address", () => {
    const answering = controls.filter(({ address }) => six || !address.includes(":"));
    expect(answering.map(({ url }) => [url, resultsOf(url), requestsFor(url)])).toEqual(
      answering.map(({ url, address }) => [url, ["delivered Answered 200 OK."], [address]]),
    );
  });

  test.each(redirects)("$url is one request, and where it points is not called", ({ url, outcome }) => {
    expect(resultsOf(url)).toEqual([expect.stringMatching(`^${outcome} `)]);
    expect(arrivals.filter(({ path: asked }) => asked?.startsWith(`${new URL(url).pathname}?`))).toHaveLength(
      1,
    );
  });

  test.each(rebinding)("$title", ({ url: called, calls, results }) => {
    const said = attempts
      .filter(({ url }) => url.split("?")[0] === called)
      .map(({ outcome, cause }) => `${outcome} ${cause}`);
    expect(said).toHaveLength(calls);
    expect(results(said)).toEqual([]);
  });

  test("a kept connection goes on to the public address it has; the next one is judged anew", () => {
    expect(resultsOf(renamed.kept)).toEqual([
      "delivered Answered 200 OK.",
      "delivered Answered 200 OK.",
      "blocked Not sent: kept.callboard-check.com leads to 10.0.0.21, which is a private address.",
    ]);
  });

  test("a name that moved after its save is blocked at the call", () => {
    expect(replies.saved).toEqual({ outcome: "saved" });
    expect(resultsOf(renamed.saved)).toEqual([
      "blocked Not sent: moved.callboard-check.com leads to 10.0.0.22, which is a private address.",
    ]);
    expect(resultsOf(renamed.savedControl)).toEqual(["delivered Answered 200 OK."]);
  });

  test("the save refuses names that lead inward, each line with the sentence that helps", () => {
    expect(replies.refused?.problems).toEqual(renamed.refused.map(({ problem }) => problem));
  });

  test.each(reachable.tested)("the test button: $url is $outcome", ({ url, outcome, cause }) => {
    expect(replies[url]).toEqual({ outcome, cause });
  });
});

/** One delivery to each URL, all at once; resolves when each is settled, with what was written read. */
async function deliver(urls: readonly string[]): Promise<void> {
  const known = await idsOf(urls);
  const ids: number[] = [];
  for (const url of urls) ids.push(known.get(url) ?? (await addEndpoint(url)));
  // The dispatcher knows each endpoint whole, its secret included, before it gets something to send.
  const { rows: settings } = await database().query<{ version: number }>(
    "update webhook_settings set version = version + 1 returning version",
  );
  await settingsReached(settings[0]?.version ?? 0);
  await addDeliveries(ids);
  await eventually(async () => (await count("delivery", "done_at is null")) === 0 && true, 40_000);
  const { rows } = await database().query<Attempt>(
    `select endpoint.url, attempt.number, attempt.outcome, attempt.cause
     from attempt join delivery on delivery.id = attempt.delivery_id join endpoint on endpoint.id = delivery.endpoint_id
     where delivery.id > $1 order by delivery.id, attempt.number`,
    [lastSeen],
  );
  attempts.push(...rows);
  lastSeen =
    (await database().query<{ id: string }>("select max(id)::text as id from delivery")).rows[0]?.id ?? "0";
}
let lastSeen = "0";

async function idsOf(urls: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await database().query<{ id: number; url: string }>(
    "select id, url from endpoint where url = any($1)",
    [urls],
  );
  return new Map(rows.map(({ id, url }) => [url, id]));
}

async function rebind(): Promise<void> {
  for (const { zone: names } of rebinding) await stage.ask({ kind: "names", zone: names });
  for (const { url, calls, atOnce } of rebinding) {
    if (atOnce) await deliver(Array.from({ length: calls }, (_, index) => `${url}?n=${index}`));
    else for (let call = 0; call < calls; call += 1) await deliver([url]);
  }
  await stage.ask({ kind: "names", zone: renamed.before });
  await deliver([renamed.kept]);
  await stage.ask({ kind: "names", zone: renamed.after });
  await deliver([renamed.kept]);
  await stage.ask({ kind: "close-kept" });
  await deliver([renamed.kept]);
}

async function saveThenMove(): Promise<void> {
  await stage.ask({ kind: "names", zone: renamed.before });
  replies.refused = await stage.ask({ kind: "save", urls: renamed.refused.map(({ url }) => url) });
  replies.saved = await stage.ask({ kind: "save", urls: [renamed.saved, renamed.savedControl] });
  await stage.ask({ kind: "names", zone: renamed.after });
  await deliver([renamed.saved, renamed.savedControl]);
}

function urlOf(name: string): string {
  return `http://${name}/hostile-name`;
}

/** The addresses at which the path of this URL was asked for. */
function requestsFor(url: string): string[] {
  const { pathname } = new URL(url);
  return arrivals.filter((one) => one.path?.startsWith(`${pathname}?`)).map(({ address }) => address);
}

function resultsOf(url: string): string[] {
  return attempts.filter((one) => one.url === url).map(({ outcome, cause }) => `${outcome} ${cause}`);
}

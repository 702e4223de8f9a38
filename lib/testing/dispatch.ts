import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { afterAll, afterEach } from "vitest";
import { operator } from "@/lib/auth/actor";
import type { CallRecord } from "@/lib/callback/call-record";
import { config } from "@/lib/config";
import { openPool } from "@/lib/db/connect";
import { dispatcherLifeLockClass, dueChannel, settingsChannel } from "@/lib/db/locks";
import { callEndpoint } from "@/lib/dispatch/call";
import { type Dispatcher, type DispatcherOptions, startDispatcher } from "@/lib/dispatch/dispatcher";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { byEventType } from "@/lib/events/event-types";
import { newEventId } from "@/lib/ids";
import { createGuardedAgent } from "@/lib/net/guard";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";

/** What the dispatcher's tests share: rows to send, dispatchers in this process and as real ones, waiting on conditions. */

const running = new Set<{ stop(): Promise<unknown> }>();
const byHand = new Set<{ endAll(): void }>();
const pools = new Map<string, pg.Pool>();

// Hooks run in reverse order: a test file's own come first, and close the receiver that a call may still wait for. Tables are
// emptied only when nothing writes to them any more.
afterEach(async () => {
  // A dispatcher waits for the calls under way, also for those that a test which failed left open.
  for (const calls of byHand) calls.endAll();
  byHand.clear();
  await Promise.all([...running].map((one) => one.stop()));
  running.clear();
  await database().query(
    "truncate attempt, delivery, event, subscription, endpoint, dispatcher, stats_entry, attempt_stats, attempt_minute_stats, delivery_stats, last_attempt, endpoint_state_change cascade",
  );
  await database().query("update webhook_settings set ordered = false");
  await database().query("update event_switch set enabled = false");
});
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
});

/** A pool on the test file's database, or on another. */
export function database(url = config().databaseUrl): pg.Pool {
  const known = pools.get(url);
  if (known) return known;
  const pool = openPool(url, { max: 10, limits: { statementMs: 0 } });
  pools.set(url, pool);
  return pool;
}

/** An endpoint subscribed to `created`; its signing secret is sealed as in production. */
export async function addEndpoint(url: string, db = database()): Promise<number> {
  const urlHash = createHash("sha256").update(url).digest("hex");
  const { rows } = await db.query<{ id: number }>(
    "insert into endpoint (url, url_hash) values ($1, $2) returning id",
    [url, urlHash],
  );
  const id = rows[0]?.id ?? 0;
  await db.query("update endpoint set secret = $2 where id = $1", [
    id,
    sealSecret(newSigningSecret(), id, config().appSecret),
  ]);
  await db.query("insert into subscription (event_type, endpoint_id, position) values ('created', $1, 0)", [
    id,
  ]);
  return id;
}

/** `count` events, each with a delivery to each of these endpoints, committed together; the events' ids. */
export async function addDeliveries(
  endpointIds: number[],
  count = 1,
  { hint = true, db = database(), processName = "Training Request" } = {},
): Promise<string[]> {
  const eventIds = Array.from({ length: count }, newEventId);
  await db.query(
    `with made as (
       insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
       select id, 'created', 'training-request-' || n, $3, 'dispatched', 'test'
       from unnest($1::text[]) with ordinality as new (id, n)
       returning id
     )
     insert into delivery (event_id, endpoint_id)
     select made.id, endpoint_id from made cross join unnest($2::int[]) as endpoint_id order by made.id`,
    [eventIds, endpointIds, processName],
  );
  if (hint) await db.query("select pg_notify($1, '')", [dueChannel]);
  return eventIds;
}

/**
 * Resolves with what `look` returns as soon as it is neither false nor undefined. How long that may take is no promise of
 * Callboard's: a test that fails here has waited for what does not come, not for a busy machine.
 */
export async function eventually<T>(
  look: () => Promise<T | false | undefined>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`Did not become true within ${withinMs} ms: ${look}`);
    await pause(10);
  }
}

/** How many rows the condition finds. */
export async function count(table: string, where: string, db = database()): Promise<number> {
  const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`);
  return rows[0]?.n ?? 0;
}

export function eventuallyCount(
  table: string,
  where: string,
  expected: number,
  db = database(),
): Promise<boolean> {
  return eventually(async () => (await count(table, where, db)) === expected && true);
}

const agent = createGuardedAgent({ allow: config().callbackAllow });

/** The real call. */
export const callForReal: DispatcherOptions["call"] = (held, endpoint) => callEndpoint(agent, held, endpoint);

/** A dispatcher in this process with the real call; stopped after the test. */
export function dispatcherHere(options: Partial<DispatcherOptions> = {}): Dispatcher {
  const { databaseUrl, appSecret } = config();
  const dispatcher = startDispatcher({
    databaseUrl,
    appSecret,
    maxInFlight: 64,
    maxPerEndpoint: 8,
    retryScheduleMs: [50, 100],
    suspendAfterMs: 3_600_000,
    call: callForReal,
    ...options,
  });
  running.add(dispatcher);
  return dispatcher;
}

/** What a receiver's 200 becomes. */
export const delivered: CallRecord = {
  outcome: "delivered",
  statusCode: 200,
  request: "GET / HTTP/1.1",
  responseHeaders: "",
  responseBody: "",
  dnsMs: null,
  connectMs: 1,
  tlsMs: null,
  firstByteMs: 1,
  totalMs: 1,
  retryAfterMs: null,
  cause: "It answered 200.",
};

/** Calls that the test ends by hand; what is still under way after the test ends then. */
export function callsByHand() {
  const begun: { held: HeldDelivery; end: (record?: Partial<CallRecord>) => void }[] = [];
  let over = false;
  const call = (held: HeldDelivery) =>
    new Promise<CallRecord>((resolve) => {
      const end = (record?: Partial<CallRecord>) => resolve({ ...delivered, ...record });
      begun.push({ held, end });
      if (over) end();
    });
  byHand.add({
    endAll() {
      over = true;
      for (const { end } of begun) end();
    },
  });
  return { begun, call };
}

export type DispatcherProcess = {
  child: ChildProcess;
  /** What it wrote so far, a parsed JSON line each. */
  lines: Record<string, unknown>[];
  exit: Promise<number | null>;
  stop(): Promise<unknown>;
};

/** The real dispatcher as a process of its own, registered when this resolves; killed after the test. */
export async function dispatcherProcess(env: Record<string, string> = {}): Promise<DispatcherProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/dispatch/main.ts"], {
    env: { ...process.env, LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const lines: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) lines.push(JSON.parse(part) as Record<string, unknown>);
  });
  const exit = once(child, "exit").then(([code]) => code as number | null);
  const stop = () => {
    child.kill("SIGKILL");
    return exit;
  };
  running.add({ stop });
  await eventually(async () => lines.some((line) => line.event === "dispatcher.registered"));
  return { child, lines, exit, stop };
}

/** Saves the settings without this endpoint's URL, as somebody does in the dialog; `created` is on until then. */
export async function removeUrl(endpointId: number): Promise<void> {
  await database().query("update event_switch set enabled = true where event_type = 'created'");
  const { rows } = await database().query<{ url: string }>("select url from endpoint where id = $1", [
    endpointId,
  ]);
  const webhooks = await readWebhooks(operator);
  const without = byEventType((type) => {
    const left = webhooks[type].urls.filter((url) => url !== rows[0]?.url);
    return { enabled: webhooks[type].enabled && left.length > 0, urls: left };
  });
  await replaceWebhooks(operator, { version: null, ...without });
}

/** Announces a settings version and waits until all living dispatchers have acted on it. */
export async function settingsReached(version: number): Promise<void> {
  await database().query("select pg_notify($1, $2)", [settingsChannel, String(version)]);
  await eventually(async () => {
    const { rowCount } = await database().query(
      `select from dispatcher join pg_locks on classid = $1::int::oid and objid = dispatcher.id::oid
       where locktype = 'advisory' and granted and settings_version < $2
         and database = (select oid from pg_database where datname = current_database())`,
      [dispatcherLifeLockClass, version],
    );
    return rowCount === 0;
  });
}

/** How often each event arrived more than once, added up. */
export function repeatsIn(received: { headers: [string, string][]; path: string }[]): number {
  const seen = new Set<string>();
  let repeats = 0;
  for (const { headers, path } of received) {
    const id = `${headers.find(([name]) => name === "webhook-id")?.[1]} ${path}`;
    if (seen.has(id)) repeats += 1;
    seen.add(id);
  }
  return repeats;
}

import { setMaxListeners } from "node:events";
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { withCallboardWeb } from "../api/callboard-web";
import { type CallboardDatabase, withCallboardDatabase } from "../callboard-database";
import { check } from "../check";
import { cpuUse } from "../cpu";
import { withWarmDispatchers } from "../dispatch-run";
import type { Bench } from "../measure";
import { atMost, type Finding, milliseconds } from "../report";
import { hint } from "../seed";
import { rounds } from "../settings";
import { signedIn } from "../signed-in";
import { median, percentile } from "../statistics";

const people = 200;
const rowsShown = 50;
/** Pages are opened one after the other. */
const openingMs = 10_000;
/** How long somebody looks at the same page before showing what is new; who stays sees the count of new ones grow. */
const lookMs = { again: 10_000, stays: 3_600_000 };
const measuredMs = 20_000;
const eventsPerSecond = 50;
/** New deliveries are due after this: so long they are on pages and have not changed yet. */
const dueMs = 2_000;

/** Shares of a core. */
type Measured = { web: number; postgres: number; delaysMs: number[] };

/**
 * What 200 people with the log open cost the web process and PostgreSQL while deliveries go out, and how long after its end a
 * delivery is shown as delivered: against the same dispatch with nobody looking.
 */
export async function liveRows(bench: Bench): Promise<Finding[]> {
  const without: Measured[] = [];
  const again: Measured[] = [];
  const staying: Measured[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
      withWarmDispatchers(bench, database, 1, () =>
        withCallboardWeb(database, [database.last], async (web) => {
          const cookies = await signedIn(database, people);
          without.push(await measured(bench, database, web, [], 0));
          again.push(await measured(bench, database, web, cookies, lookMs.again));
          staying.push(await measured(bench, database, web, cookies, lookMs.stays));
        }),
      ),
    );
    bench.progress(
      `round ${round} of ${rounds}: ${percent(again.at(-1)?.web)} of a core, ${percent(staying.at(-1)?.web)} where pages stay`,
    );
  }
  const delays = again.flatMap(({ delaysMs }) => delaysMs);
  const share = (of: "web" | "postgres", runs: Measured[]) => median(runs.map((one) => one[of]));
  const [web, stays] = [share("web", again), share("web", staying)];
  const cost = stays - share("web", without) + share("postgres", staying) - share("postgres", without);
  return [
    { what: "web process, nobody looks: of a core", measured: percent(share("web", without)) },
    { what: `the same, ${people} people with the log open`, measured: percent(stays) },
    {
      what: "the same, each of them asks for the newest rows every ten seconds",
      measured: percent(web),
    },
    {
      what: "PostgreSQL: nobody looks, they stay, they ask",
      measured: [without, staying, again].map((runs) => percent(share("postgres", runs))).join(", "),
    },
    {
      what: `what ${people} people with the log open cost both`,
      measured: percent(cost),
      target: atMost(cost * 100, 10, "%"),
    },
    {
      what: "a delivery's end to its row shown, p50 and p99",
      measured: `${milliseconds(percentile(delays, 50))}, ${milliseconds(percentile(delays, 99))}`,
      target: atMost(percentile(delays, 99), 1_000, "ms"),
    },
  ];
}

async function measured(
  bench: Bench,
  database: CallboardDatabase,
  web: { pid: number; url: string },
  cookies: string[],
  sameMs: number,
): Promise<Measured> {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const delaysMs: number[] = [];
  const events = addSteadily(database, over.signal);
  await pause(dueMs);
  const pages = cookies.map((cookie, n) =>
    look({
      database,
      url: web.url,
      cookie,
      afterMs: (n / people) * openingMs,
      sameMs,
      signal: over.signal,
      delaysMs,
    }),
  );
  await pause(cookies.length === 0 ? 0 : openingMs);
  const pids = { programs: [web.pid], backend: bench.server.backendPid, receiver: bench.receiver.pid };
  const before = cpuUse(pids);
  const startedAt = performance.now();
  await pause(measuredMs);
  const elapsedMs = performance.now() - startedAt;
  const after = cpuUse(pids);
  over.abort();
  await Promise.all([events, ...pages]);
  check(cookies.length === 0 || delaysMs.length > 1_000, `Only ${delaysMs.length} changed rows were shown.`);
  const share = (of: "program" | "postgres") =>
    ((after?.[of] ?? Number.NaN) - (before?.[of] ?? 0)) / 1_000 / elapsedMs;
  return { web: share("program"), postgres: share("postgres"), delaysMs };
}

/** Events at a steady rate, each with a delivery that is due a little later. */
async function addSteadily(
  { pool, healthy, numbers }: CallboardDatabase,
  signal: AbortSignal,
): Promise<void> {
  const everyMs = 100;
  const count = (eventsPerSecond * everyMs) / 1_000;
  for (let nextMs = performance.now(); !signal.aborted; nextMs += everyMs) {
    await pool.query({
      name: "add-due-later",
      text: `with made as (
               insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
               select 'evt_' || lpad(n::text, 26, '0'), 'created', 'training-request-' || n, 'Training Request', 'dispatched', 'bench'
               from generate_series($1::int, $1::int + $2::int - 1) as n
             )
             insert into delivery (event_id, endpoint_id, next_at)
             select 'evt_' || lpad(n::text, 26, '0'), ($3::int[])[1 + n % cardinality($3::int[])], now() + $4 * interval '1 ms'
             from generate_series($1::int, $1::int + $2::int - 1) as n`,
      values: [numbers(count), count, healthy, dueMs],
    });
    await hint(pool);
    await pause(Math.max(0, nextMs + everyMs - performance.now()));
  }
}

type Look = {
  database: CallboardDatabase;
  url: string;
  cookie: string;
  afterMs: number;
  sameMs: number;
  signal: AbortSignal;
  delaysMs: number[];
};

/** One person's page: the newest rows, followed for a while, then the newest rows again. */
async function look({ database, url, cookie, afterMs, sameMs, signal, delaysMs }: Look): Promise<void> {
  const rest = (ms: number) => pause(ms, undefined, { signal }).catch(() => {});
  await rest(afterMs);
  while (!signal.aborted) {
    const { rows } = await database.pool.query<{ id: string }>({
      name: "newest",
      text: "select 'dlv_' || id as id from delivery order by delivery.id desc limit $1",
      values: [rowsShown],
    });
    const ids = rows.map(({ id }) => id);
    const about = JSON.stringify({
      ids,
      newer: { top: `${BigInt(ids[0]?.slice(4) ?? 0) + 1n}.${Date.now()}.`, filter: {} },
    });
    const path = `/administration/developer/deliveries/live?follow=${encodeURIComponent(about)}`;
    const request = http.get(`${url}${path}`, { headers: { cookie }, agent: false }, (response) => {
      check(response.statusCode === 200, `The stream was answered with ${response.statusCode}.`);
      let isFirst = true;
      response.setEncoding("utf8").on("data", (text: string) => {
        // The first event tells how the rows are; those after it, that they changed.
        if (text.includes("event: rows") && isFirst) isFirst = false;
        else
          for (const [, at] of text.matchAll(/"doneAt":"([^"]+)"/g))
            delaysMs.push(Date.now() - Date.parse(at ?? ""));
      });
    });
    request.on("error", () => {});
    await rest(sameMs);
    request.destroy();
  }
}

const percent = (share = Number.NaN) => `${(share * 100).toFixed(1)} %`;

import os from "node:os";
import { withCallboardDatabase } from "../callboard-database";
import { check } from "../check";
import { compare, contrast, type Pair } from "../compare";
import { type CpuUse, cpuUse } from "../cpu";
import type { Bench } from "../measure";
import { atLeast, count, type Finding } from "../report";
import type { Database } from "../server";
import { median } from "../statistics";
import { withCallboardWeb } from "./callboard-web";
import { together } from "./load";
import { body, connections, requests } from "./settings";
import { startWeb, type Web } from "./web-process";

type Target = { title: string; web: Web; path: string; database: Database; table: string };
type Measured = { rate: number; cpuUs: { web: number; postgres: number } | null };

/**
 * Requests a second: creating an instance with one URL enabled, against a route handler that makes one INSERT; and what a
 * request costs the processor, whoever else is busy. No dispatcher runs.
 */
export async function creates(bench: Bench): Promise<Finding[]> {
  const pairs = await withBare(bench, (bare) =>
    withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
      withCallboardWeb(database, [database.last], (web) =>
        compare(
          () => timed(bench, bare),
          () =>
            timed(bench, {
              title: "creating",
              web,
              path: "/api/instances/create",
              database,
              table: "delivery",
            }),
        ),
      ),
    ),
  );
  const { ratio, text } = contrast(pairs, ({ rate }) => rate);
  return [
    { what: "creates/s against a bare handler's inserts/s", measured: text, target: atLeast(ratio, 0.5) },
    ...cpuOf(pairs),
  ];
}

function withBare<T>({ server }: Bench, use: (bare: Target) => Promise<T>): Promise<T> {
  return server.withDatabase(async (database) => {
    await database.pool.query("create table note (id bigserial primary key, body jsonb not null)");
    const web = await startWeb("bench/bare-next", { DATABASE_URL: database.url });
    try {
      return await use({ title: "the bare handler", web, path: "/insert", database, table: "note" });
    } finally {
      await web.stop();
    }
  });
}

/** @throws CheckFailed when not every request that was answered has left its row */
async function timed(
  { server, receiver, others, progress }: Bench,
  { title, web, path, database, table }: Target,
): Promise<Measured> {
  const send = () => web.post(path, body, 201);
  await together(connections, Math.ceil(requests / 10), send);
  await server.checkpoint();
  const rowsBefore = await rowsIn(database, table);
  const pids = { programs: [web.pid], backend: server.backendPid, receiver: receiver.pid };
  const before = cpuUse(pids);
  const ownBefore = process.cpuUsage();
  const seconds = await together(connections, requests, send);
  const after = cpuUse(pids);
  const own = process.cpuUsage(ownBefore);
  const rows = (await rowsIn(database, table)) - rowsBefore;
  check(rows === requests, `${requests} requests to ${title} were answered, but ${rows} rows are there.`);
  progress(`${title}: ${count(requests / seconds)} requests/s`);
  const used = (part: keyof CpuUse) => (after?.[part] ?? Number.NaN) - (before?.[part] ?? 0);
  if (after) {
    // The load comes from this process.
    const ours = used("program") + used("postgres") + used("receiver") + own.user + own.system;
    others.push((used("machine") - ours) / (seconds * 1e6 * os.cpus().length));
  }
  return {
    rate: requests / seconds,
    cpuUs: after ? { web: used("program") / requests, postgres: used("postgres") / requests } : null,
  };
}

function cpuOf(pairs: Pair<Measured>[]): Finding[] {
  if (pairs.some(({ without, having }) => !without.cpuUs || !having.cpuUs)) return [];
  const shown = (kind: keyof Pair<Measured>) => {
    const part = (name: "web" | "postgres") =>
      count(median(pairs.map((pair) => pair[kind].cpuUs?.[name] ?? Number.NaN)));
    return `web ${part("web")}, PostgreSQL ${part("postgres")}`;
  };
  return [
    { what: "CPU µs a create", measured: shown("having") },
    { what: "CPU µs a bare insert", measured: shown("without") },
  ];
}

async function rowsIn({ pool }: Database, table: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

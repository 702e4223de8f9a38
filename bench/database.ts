import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { sealSecret } from "@/lib/callback/secret-box";
import { newSigningSecret } from "@/lib/callback/signature";
import { startEmbedded } from "@/lib/db/embedded/start";
import { dueChannel } from "@/lib/db/locks";
import { migrate } from "@/lib/db/migrate";
import { newEventId } from "@/lib/ids";

export type BenchDatabase = { url: string; pool: pg.Pool; stop: () => Promise<void> };

/** A database of its own on BENCH_DATABASE_URL's server, else on an embedded PostgreSQL with its durability on. */
export async function openDatabase(serverUrl: string | undefined): Promise<BenchDatabase> {
  const folder = serverUrl ? null : await mkdtemp(path.join(os.tmpdir(), "callboard-bench-"));
  const server = folder ? await startEmbedded({ folder }) : null;
  const maintenance = new pg.Client({ connectionString: serverUrl ?? server?.url });
  await maintenance.connect();
  const name = `callboard_bench_${randomBytes(4).toString("hex")}`;
  await maintenance.query(`create database ${name}`);
  const url = Object.assign(new URL(serverUrl ?? server?.url ?? ""), { pathname: `/${name}` }).href;
  await migrate(url, "prisma/migrations");
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  return {
    url,
    pool,
    async stop() {
      await pool.end();
      await maintenance.query(`drop database ${name} with (force)`);
      await maintenance.end();
      await server?.stop();
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `count` active endpoints on the receiver; their ids. */
export async function addEndpoints(
  pool: pg.Pool,
  base: string,
  count: number,
  appSecret: string,
): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const url = `${base}/endpoint/${n}`;
    const urlHash = createHash("sha256").update(url).digest("hex");
    const { rows } = await pool.query<{ id: number }>(
      "insert into endpoint (url, url_hash) values ($1, $2) returning id",
      [url, urlHash],
    );
    const id = rows[0]?.id ?? 0;
    await pool.query("update endpoint set secret = $2 where id = $1", [
      id,
      sealSecret(newSigningSecret(), id, appSecret),
    ]);
    ids.push(id);
  }
  return ids;
}

/** One event for each entry, delivered to that endpoint, in one transaction; then the hint, as the product does it. */
export async function recordEvents(
  pool: pg.Pool,
  endpointIds: number[],
): Promise<{ eventIds: string[]; committedNs: bigint }> {
  const eventIds = endpointIds.map(() => newEventId());
  await pool.query({
    name: "record",
    text: `with new as (
        select * from unnest($1::text[], $2::int[]) with ordinality as new (id, endpoint_id, n)
      ), event as (
        insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
        select id, 'created', 'training-request-' || n, 'Training Request', 'dispatched', 'bench' from new
      )
      insert into delivery (event_id, endpoint_id) select id, endpoint_id from new`,
    values: [eventIds, endpointIds],
  });
  const committedNs = process.hrtime.bigint();
  await pool.query(`notify ${dueChannel}`);
  return { eventIds, committedNs };
}

/** Resolves when nothing is pending. */
export async function drained(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query("select from delivery where done_at is null limit 1");
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

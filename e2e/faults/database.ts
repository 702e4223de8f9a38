import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { parseUrl } from "@/lib/address/parse-url";
import { connect, openPool } from "@/lib/db/connect";
import { type EmbeddedDatabase, startEmbedded } from "@/lib/db/embedded/start";
import { dueChannel } from "@/lib/db/locks";
import { migrate } from "@/lib/db/migrate";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import type { EventType } from "@/lib/events/event-types";
import { newEventId } from "@/lib/ids";
import type { Counted } from "./oracle";
import { judge } from "./oracle";
import type { FaultReceiver } from "./receiver";
import { monotonicMs } from "./receiver-log";
import type { Stage } from "./stage";
import { suite } from "./suite";
import { until } from "./wait";

export type Endpoint = { id: number; path: string };

/** A database and what the suite knows of it. */
export type FaultDatabase = {
  url: string;
  appSecret: string;
  pool: pg.Pool;
  count: (table: string, where: string) => Promise<number>;
  /** Adds URLs, enabled for these event types, as a save does. */
  enable: (urls: string[], eventTypes?: EventType[]) => Promise<Endpoint[]>;
  /** Commits events with a delivery to each of these endpoints in one transaction; their ids. */
  commit: (endpoints: Endpoint[], count: number, options?: CommitOptions) => Promise<string[]>;
  /** Monotonic milliseconds at which `commit` had this event's commit confirmed. */
  committedAt: (eventId: string) => number;
  /** Resolves when no delivery of an active endpoint is pending. */
  drained: (withinMs?: number) => Promise<number>;
  /** The oracle on what `commit` wrote. */
  judge: (receiver: FaultReceiver, answers?: (path: string) => boolean) => Promise<Counted>;
  /** The oracle where every committed event was for these paths, whoever wrote it. */
  judgeAll: (receiver: FaultReceiver, paths: string[]) => Promise<Counted>;
};
type CommitOptions = { hint?: boolean; processName?: string };

let shared: Promise<EmbeddedDatabase> | undefined;

/** A migrated database of its own on a PostgreSQL that the rows of a run share. */
export async function openDatabase(stage: Stage, appSecret?: string): Promise<FaultDatabase> {
  shared ??= startServer(suite);
  const server = await shared;
  const name = `row_${randomBytes(4).toString("hex")}`;
  await onServer(server.url, `create database ${name}`);
  stage.after(() => onServer(server.url, `drop database if exists ${name} with (force)`));
  return prepareDatabase(stage, Object.assign(new URL(server.url), { pathname: `/${name}` }).href, appSecret);
}

/** An embedded PostgreSQL with its durability on, for a row or for the run. */
export async function startServer(stage: Stage, folder?: string): Promise<EmbeddedDatabase> {
  const server = await startEmbedded({ folder: folder ?? (await stage.folder("postgres")) });
  stage.after(() => server.stop());
  return server;
}

/** Migrates this database and makes it usable. */
export async function prepareDatabase(
  stage: Stage,
  url: string,
  appSecret = randomBytes(32).toString("hex"),
): Promise<FaultDatabase> {
  await migrate(url, "prisma/migrations");
  const pool = openPool(url, { max: 4, connectMs: 30_000, limits: { statementMs: 0 } });
  stage.after(() => pool.end());
  const written = new Map<string, Set<string>>();
  const committedAt = new Map<string, number>();

  const count = async (table: string, where: string) => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from ${table} where ${where}`,
    );
    return rows[0]?.n ?? 0;
  };
  /** Only what committed counts, whatever the writer believes. */
  const committed = async () => {
    const { rows } = await pool.query<{ id: string }>("select id from event");
    return rows.map((row) => row.id);
  };
  return {
    url,
    appSecret,
    pool,
    count,
    enable: async (urls, eventTypes = ["created"]) => {
      const added: Endpoint[] = [];
      for (const [position, one] of urls.entries()) {
        added.push({ id: await addEndpoint(pool, one, position, eventTypes, appSecret), path: pathOf(one) });
      }
      await pool.query("update event_switch set enabled = true where event_type = any($1::event_type[])", [
        eventTypes,
      ]);
      return added;
    },
    commit: async (endpoints, howMany, { hint = true, processName = "Training Request" } = {}) => {
      const ids = Array.from({ length: howMany }, newEventId);
      for (const id of ids) written.set(id, new Set(endpoints.map((endpoint) => endpoint.path)));
      await pool.query(insertEvents, [ids, endpoints.map((endpoint) => endpoint.id), processName]);
      const now = monotonicMs();
      for (const id of ids) committedAt.set(id, now);
      if (hint) await pool.query("select pg_notify($1, '')", [dueChannel]);
      return ids;
    },
    committedAt: (eventId) => committedAt.get(eventId) ?? Number.NaN,
    drained: (withinMs = 60_000) =>
      until(
        "the backlog drains",
        async () =>
          (await count(
            "delivery",
            "done_at is null and endpoint_id in (select id from endpoint where state <> 'suspended')",
          )) === 0,
        withinMs,
        100,
      ),
    judge: async (receiver, answers) => {
      const expected = new Map((await committed()).map((id) => [id, written.get(id) ?? new Set<string>()]));
      return judge(await receiver.log(), expected, answers);
    },
    judgeAll: async (receiver, paths) => {
      const expected = new Map((await committed()).map((id) => [id, new Set(paths)]));
      return judge(await receiver.log(), expected);
    },
  };
}

const insertEvents = `
with made as (
  insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
  select id, 'created', 'training-request-' || n, $3, 'dispatched', 'test'
  from unnest($1::text[]) with ordinality as new (id, n)
  returning id
)
insert into delivery (event_id, endpoint_id)
select made.id, endpoint_id from made cross join unnest($2::int[]) as endpoint_id order by made.id`;

async function addEndpoint(
  pool: pg.Pool,
  url: string,
  position: number,
  eventTypes: EventType[],
  appSecret: string,
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "insert into endpoint (url, url_hash) values ($1, $2) returning id",
    [url, createHash("sha256").update(url).digest("hex")],
  );
  const id = rows[0]?.id ?? 0;
  const secret = sealSecret(newSigningSecret(), id, appSecret);
  await pool.query("update endpoint set secret = $2 where id = $1", [id, secret]);
  await pool.query(
    "insert into subscription (event_type, endpoint_id, position) select unnest($1::event_type[]), $2, $3",
    [eventTypes, id, position],
  );
  return id;
}

/** Runs a statement beside all databases. */
export async function onServer(url: string, statement: string): Promise<void> {
  const maintenance = Object.assign(new URL(url), { pathname: "/postgres" }).href;
  const client = await connect(maintenance, { limits: { statementMs: 0 } });
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function pathOf(url: string): string {
  return parseUrl(url)?.pathname ?? url;
}

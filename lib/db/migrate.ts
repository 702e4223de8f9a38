import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { connect, type Door } from "./connect";
import { migrationLock } from "./locks";

/** A migration takes as long as it takes, and nodes that start together wait for each other. */
const door: Door = { limits: { statementMs: 0 }, connectMs: 5_000, perTransaction: true };

/** The database and the migrations in this checkout do not fit; the message is for the operator. */
export class MigrationError extends Error {}

/** How long it waits for the lock before it looks who holds it, and how long a node that migrates may be idle. */
type Wait = { lookAgainMs: number; maxIdleMs: number };

/**
 * Applies the migrations that the database lacks, in order, each in a transaction, and records them as Prisma would
 * (docs/decisions/0005). Nodes that start together wait for each other.
 * @param folder `prisma/migrations`
 * @returns the names applied now
 * @throws MigrationError when an applied migration was edited, one fails, or somebody holds the lock who does not migrate
 */
export async function migrate(
  databaseUrl: string,
  folder: string,
  { lookAgainMs = 5_000, maxIdleMs = 30_000 }: Partial<Wait> = {},
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = await connect(databaseUrl, door);
  try {
    const now: string[] = [];
    // One in each transaction: PostgreSQL takes a new value of an enum only in the next.
    for (;;) {
      await begin(client, { lookAgainMs, maxIdleMs });
      const migration = await firstMissing(client, migrations);
      if (!migration) {
        await client.query("rollback");
        return now;
      }
      await apply(client, migration);
      now.push(migration.name);
    }
  } finally {
    await client.end();
  }
}

/**
 * Begins a transaction that has the lock: with its end the lock is free, whatever a pooler does with the connection.
 * @throws MigrationError when a session holds it that does nothing
 */
async function begin(client: pg.Client, { lookAgainMs, maxIdleMs }: Wait): Promise<void> {
  for (;;) {
    await client.query("begin");
    await client.query(`set local lock_timeout = ${lookAgainMs}`);
    try {
      await client.query("select pg_advisory_xact_lock($1)", [migrationLock]);
      await client.query("set local lock_timeout = 0");
      return;
    } catch (error) {
      await client.query("rollback");
      if (!(error instanceof pg.DatabaseError && error.code === "55P03")) throw error;
      await logLockHolder(client, maxIdleMs);
    }
  }
}

/** Logs who holds the lock. @throws MigrationError when that session is idle */
async function logLockHolder(client: pg.Client, maxIdleMs: number): Promise<void> {
  const { rows } = await client.query<{ pid: number; name: string; address: string; idleMs: number | null }>(
    `select pid, application_name as name, coalesce(host(client_addr), 'this machine') as address,
       case when state like 'idle%' then 1000 * extract(epoch from clock_timestamp() - state_change)::float8 end as "idleMs"
     from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and classid = 0 and objid = $1::bigint::oid and objsubid = 1 and granted
       and pg_locks.database = (select oid from pg_database where datname = current_database())`,
    [migrationLock],
  );
  const [holder] = rows;
  if (!holder) return;
  const { pid, address } = holder;
  const session = `the session with process ID ${pid} (${holder.name ? `"${holder.name}", ` : ""}from ${address})`;
  if (holder.idleMs !== null && holder.idleMs > maxIdleMs) {
    throw new MigrationError(
      `The lock for migrations is held by ${session}, which has done nothing for ${Math.round(holder.idleMs / 1_000)} s. An earlier release that was started through a pooler leaves it behind. End that session with "select pg_terminate_backend(${pid})", and start again.`,
    );
  }
  log.warn({ event: "migrations.waiting", reason: `${session} holds the lock for migrations` });
}

/** The first that is not on record; where the record is not there yet, it is made. @throws MigrationError */
async function firstMissing(client: pg.Client, migrations: Migration[]): Promise<Migration | undefined> {
  // Not "if not exists": a role that may not create tables starts where none is missing (docs/history.md).
  if (!(await hasRecord(client))) await client.query(recordTable);
  const [first] = await missing(client, migrations);
  return first;
}

/**
 * The names of the migrations that the next start would apply. Changes nothing.
 * @param folder `prisma/migrations`
 * @throws MigrationError when an applied migration was edited, and what the database throws
 */
export async function missingMigrations(client: pg.Client, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const found = (await hasRecord(client)) ? await missing(client, migrations) : migrations;
  return found.map(({ name }) => name);
}

async function hasRecord(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query("select where to_regclass('_prisma_migrations') is not null");
  return rowCount === 1;
}

/** @throws MigrationError when one that is on record was edited */
async function missing(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  for (const { name, checksum } of migrations) {
    const recorded = applied.get(name);
    if (recorded !== undefined && recorded !== checksum) {
      throw new MigrationError(
        `The migration ${name} was applied to this database and has been edited since. Restore prisma/migrations/${name}/migration.sql and write a new migration instead.`,
      );
    }
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

type Migration = { name: string; sql: string; checksum: string };

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** In the transaction that has the lock, which ends with it. */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new MigrationError(`The migration ${name} failed: ${reasonOf(error)}`);
  }
}

/** The table Prisma keeps its record in, as Prisma makes it. */
const recordTable = `
  create table _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { connect, type Door } from "./connect";
import { migrationLock } from "./locks";

/** A migration takes as long as it takes, and nodes that start together wait for each other. */
const door: Door = { limits: { statementMs: 0 }, connectMs: 5_000 };

/** The database and the migrations in this checkout do not fit; the message is for the operator. */
export class MigrationError extends Error {}

/**
 * Applies the migrations that the database lacks, in order, each in a transaction, and records them as Prisma would
 * (docs/decisions/0005). Nodes that start together wait for each other.
 * @param folder `prisma/migrations`
 * @returns the names applied now
 * @throws MigrationError when an applied migration was edited or one fails
 */
export async function migrate(databaseUrl: string, folder: string): Promise<string[]> {
  const client = await connect(databaseUrl, door);
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    // Not "if not exists": a role that may not create tables starts where none is missing (docs/history.md).
    const { rowCount } = await client.query("select where to_regclass('_prisma_migrations') is null");
    if (rowCount === 1) await client.query(recordTable);
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
    );
    const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
    const now: string[] = [];
    for (const migration of await readMigrations(folder)) {
      const checksum = applied.get(migration.name);
      if (checksum === undefined) {
        await apply(client, migration);
        now.push(migration.name);
      } else if (checksum !== migration.checksum) {
        throw new MigrationError(
          `The migration ${migration.name} was applied to this database and has been edited since. Restore prisma/migrations/${migration.name}/migration.sql and write a new migration instead.`,
        );
      }
    }
    return now;
  } finally {
    await client.end();
  }
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

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("begin");
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new MigrationError(
      `The migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
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

import { readdir } from "node:fs/promises";
import type { Pool } from "pg";
import { BackupError } from "./manifest";
import type { StartProgress } from "./progress";

/** The name of a migration in this database that this release does not bring; null where it knows them all. */
export async function unknownMigration(pool: Pool, folder: string): Promise<string | null> {
  const here = new Set(await readdir(folder));
  const { rows } = await pool.query<{ name: string }>(
    "select migration_name as name from _prisma_migrations where finished_at is not null order by 1",
  );
  return rows.find(({ name }) => !here.has(name))?.name ?? null;
}

/** Pages of one statement: 128 MB. */
const pagesAtOnce = 16_384n;
const pageBytes = 8_192;

/**
 * Reads every page of every table, what is kept beside it included, each with the checksum that PostgreSQL gave it.
 * @throws BackupError naming the table that cannot be read
 */
export async function verify(pool: Pool, startProgress: StartProgress): Promise<void> {
  const { rows } = await pool.query<{ name: string; bytes: string }>(
    `select oid::regclass::text as name, pg_relation_size(oid)::text as bytes
     from pg_class where relkind in ('r', 'm', 't') and relpersistence = 'p' order by pg_relation_size(oid)`,
  );
  const progress = startProgress(rows.reduce((sum, { bytes }) => sum + Number(bytes), 0));
  let done = 0;
  for (const { name, bytes } of rows) {
    const pages = BigInt(bytes) / BigInt(pageBytes);
    for (let page = 0n; page < pages; page += pagesAtOnce) {
      await pool
        .query(`select count(*) from ${name} where ctid >= $1::tid and ctid < $2::tid`, [
          `(${page},0)`,
          `(${page + pagesAtOnce},0)`,
        ])
        .catch((error: Error) => {
          throw new BackupError(
            `The backup is damaged: its table ${name} cannot be read (${error.message}).`,
          );
        });
      done += Math.min(Number(pagesAtOnce) * pageBytes, Number(BigInt(bytes)) - Number(page) * pageBytes);
      progress(done);
    }
  }
}

import pg from "pg";
import { log } from "@/lib/log";

/**
 * The dispatcher's own pool: a few statements, planned once for each connection, since planning costs as much as running
 * them. They are written so that the plan is right however large the tables become, which sequential scans would spoil.
 */
export function createPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: "callboard-dispatcher",
    max: 5,
    connectionTimeoutMillis: 4_000,
    statement_timeout: 5_000,
    query_timeout: 7_000,
    keepAlive: true,
    onConnect: async (client) => {
      await client.query(
        "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_mergejoin = off; set jit = off",
      );
    },
  });
  pool.on("error", (error) => log.warn({ event: "database.connection_lost", reason: error.message }));
  return pool;
}

/** One connection that stays open, as LISTEN and session locks need it. */
export function createClient(databaseUrl: string): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    application_name: "callboard-dispatcher-life",
    connectionTimeoutMillis: 4_000,
    statement_timeout: 3_000,
    query_timeout: 4_000,
    keepAlive: true,
  });
}

/** What a statement is sent through: the pool or the one connection. */
export type Queryable = Pick<pg.Pool | pg.Client, "query">;

/**
 * The value itself is what PostgreSQL refuses: bad data, a constraint, a limit of the program, an exception raised by a trigger
 * (SQLSTATE classes 22, 23, 54 and P0). Sending it again cannot help.
 */
export function isRefusedValue(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|23|54|P0)/.test(error.code ?? "");
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import pg from "pg";
import { connect, openPool } from "@/lib/db/connect";

const keepAlive = true;

/** A plan must be right however large the tables become, which sequential scans and merge joins would spoil. */
const plannerSettings = { enable_seqscan: "off", enable_mergejoin: "off", jit: "off" };

/**
 * The dispatcher's own pool: a few statements, planned once for each connection, since planning costs as much as running
 * them.
 */
export function createPool(databaseUrl: string): pg.Pool {
  return openPool(databaseUrl, {
    max: 5,
    limits: { statementMs: 5_000 },
    answerMs: 7_000,
    applicationName: "callboard-dispatcher",
    keepAlive,
    settings: { plan_cache_mode: "force_generic_plan", ...plannerSettings },
  });
}

type TaskName = "resend" | "cancellation" | "verification" | "notices" | "notice-mails" | "notice-posts";

/** What works in the background, step by step: one connection, made anew when it breaks. @param task ends its name */
export function createTaskPool(databaseUrl: string, task: TaskName): pg.Pool {
  return openPool(databaseUrl, {
    max: 1,
    limits: { statementMs: 5_000 },
    answerMs: 7_000,
    applicationName: `callboard-dispatcher-${task}`,
    keepAlive,
  });
}

/** What keeps the stats: one connection, and another to end a recount that is under way. */
export function createStatsPool(databaseUrl: string): pg.Pool {
  return openPool(databaseUrl, {
    max: 2,
    limits: { statementMs: 20_000 },
    answerMs: 22_000,
    applicationName: "callboard-dispatcher-stats",
    keepAlive,
    settings: { jit: "off" },
  });
}

/** One connection that stays open, as LISTEN and session locks need it. @throws what connecting throws */
export function connectForLife(databaseUrl: string): Promise<pg.Client> {
  return connect(databaseUrl, {
    limits: { statementMs: 3_000 },
    answerMs: 4_000,
    applicationName: "callboard-dispatcher-life",
    keepAlive,
  });
}

/** One connection for scans from the beginning (`claim/pending-from.ts`), which may have much to pass over. @throws what connecting throws */
export function connectForScan(databaseUrl: string): Promise<pg.Client> {
  return connect(databaseUrl, {
    limits: { statementMs: 60_000 },
    answerMs: 65_000,
    applicationName: "callboard-dispatcher-look",
    keepAlive,
    settings: plannerSettings,
  });
}

/**
 * The value itself is what PostgreSQL refuses: bad data, a constraint, a limit of the program, an exception raised by a trigger
 * (SQLSTATE classes 22, 23, 54 and P0); or a number that its type cannot hold, which is seen here. Sending it again cannot help.
 */
export function isRefusedValue(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof pg.DatabaseError && /^(22|23|54|P0)/.test(error.code ?? "");
}

/**
 * Somebody else holds what the statement needs: a lock it waited for too long or would have waited for in a circle (55P03, 40P01), or
 * the key of a row (23505).
 */
export function isLockedOut(error: unknown): boolean {
  return error instanceof pg.DatabaseError && ["55P03", "40P01", "23505"].includes(error.code ?? "");
}

/**
 * Runs `work` on one connection of the pool, which outlives what PostgreSQL refuses: there, what failed has ended before the next
 * statement begins. `pool.query` closes the connection on any error, and another may still see its locks.
 */
export async function onOneConnection<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    return await work(client);
  } catch (error) {
    isBroken = !(error instanceof pg.DatabaseError && error.severity === "ERROR");
    throw error;
  } finally {
    client.release(isBroken);
  }
}

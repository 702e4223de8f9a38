import type pg from "pg";
import { hasPending } from "@/lib/db/by-key";
import type { CallboardDatabase } from "./callboard-database";
import { check } from "./check";
import { type DispatcherProcess, withDispatchers } from "./dispatcher-process";
import { type Bench, type Measured, measure } from "./measure";
import { addDeliveries, hint } from "./seed";
import { calls, warmUpCalls } from "./settings";

type Backlog = {
  count: number;
  endpointIds: number[];
  /** Adds what else there is to do, in the transaction that makes the backlog. */
  besides?: (client: pg.PoolClient) => Promise<void>;
};

/** Runs `use` with warm dispatchers, every endpoint counting as well at first; what hangs afterwards is cut off. */
export async function withWarmDispatchers<T>(
  bench: Bench,
  database: CallboardDatabase,
  count: number,
  use: (dispatchers: DispatcherProcess[]) => Promise<T>,
): Promise<T> {
  await database.pool.query(
    `update endpoint set state = 'active', state_reason = null, failures = 0, failing_since = null, probe_at = null,
       recovered_at = null`,
  );
  return withDispatchers(database, count, async (dispatchers) => {
    const warmUp = { count: warmUpCalls, endpointIds: database.healthy };
    await runBacklog(bench, database, dispatchers, warmUp);
    try {
      return await use(dispatchers);
    } finally {
      await bench.receiver.release();
    }
  });
}

/** One timed run of Callboard over a backlog that commits at once. @throws CheckFailed when an attempt is not fully recorded */
export function dispatch(
  bench: Bench,
  database: CallboardDatabase,
  { dispatchers = 1, endpointIds = database.healthy } = {},
): Promise<Measured> {
  return withWarmDispatchers(bench, database, dispatchers, (running) =>
    runBacklog(bench, database, running, { count: calls, endpointIds }),
  );
}

/** The same with dispatchers that run already. */
export async function runBacklog(
  bench: Bench,
  database: CallboardDatabase,
  dispatchers: DispatcherProcess[],
  { count, endpointIds, besides }: Backlog,
): Promise<Measured> {
  const { pool } = database;
  const from = database.numbers(count);
  await bench.server.checkpoint();
  const client = await pool.connect();
  try {
    await client.query("begin");
    await addDeliveries(client, { from, count, endpointIds });
    await besides?.(client);
    await client.query("analyze event, delivery");
    const measured = await measure(bench, {
      calls: count,
      programs: dispatchers.map(({ pid }) => pid),
      async begin() {
        await client.query("commit");
        await hint(client);
      },
      finished: () => settled(pool, endpointIds),
    });
    await checkRecords(pool, from, count);
    return measured;
  } finally {
    client.release();
  }
}

/** Whether nothing is pending for these endpoints. */
export async function settled(pool: pg.Pool, endpointIds: number[]): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from unnest($1::int[]) as wanted (id) where ${hasPending("wanted.id")} limit 1`,
    [endpointIds],
  );
  return rowCount === 0;
}

/** Finished attempts only: how a call under way is kept is the dispatcher's matter. @throws CheckFailed */
export async function checkRecords(pool: pg.Pool, from: number, count: number): Promise<void> {
  const { rows } = await pool.query<{ recorded: number }>(
    `select count(*)::int as recorded
     from generate_series($1::int, $1::int + $2::int - 1) as n
       join delivery on delivery.event_id = 'evt_' || lpad(n::text, 26, '0')
       join attempt on attempt.delivery_id = delivery.id
     where delivery.status = 'delivered' and delivery.attempts = attempt.number and attempt.outcome = 'delivered'
       and (request like 'GET /%' or webhook_signature is not null) and response_headers is not null and response_body = 'ok' and total_ms is not null`,
    [from, count],
  );
  const recorded = rows[0]?.recorded ?? 0;
  check(recorded === count, `${count} deliveries, but ${recorded} are delivered and fully recorded.`);
}

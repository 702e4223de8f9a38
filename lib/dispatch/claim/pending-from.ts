import pg from "pg";
import type { Queryable } from "@/lib/db/pool";
import { connectForScan } from "@/lib/dispatch/database";
import type { DispatcherState } from "@/lib/dispatch/state";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Cursor } from "./lane";

/** A transaction that records longer than this makes a delivery due before a position that was seen; the next scan finds it. */
const maxRecordingMs = 1_000;

/** Scans take at most one part in so many of the time: what has to be passed over can make one long. */
const restFactor = 20;
/** What is due before that position is found by a scan alone, so none is put off for longer. */
const maxRestMs = 30_000;

/** The millisecond is for what is resent ahead of the first that is pending (docs/decisions/0023). */
const statement = `
select endpoint.id as "endpointId",
  least(first.next_at - interval '1 ms', now() - $2::int * interval '1 ms')::text as "dueAt"
from unnest($1::int[]) as endpoint (id)
  left join lateral (
    select next_at from delivery
    where endpoint_id = endpoint.id and done_at is null
    order by next_at, id
    limit 1
  ) as first on true`;

/**
 * Finds from the beginning where what is pending begins for each of these endpoints. Only this passes over the index entries of
 * what has finished, which stay while any snapshot is older (docs/decisions/0037).
 */
export async function findPendingFrom(db: Queryable, endpointIds: number[]): Promise<Map<number, Cursor>> {
  const { rows } = await db.query<{ endpointId: number; dueAt: string }>({
    name: "pending-from",
    text: statement,
    values: [endpointIds, maxRecordingMs],
  });
  return new Map(rows.map(({ endpointId, dueAt }) => [endpointId, { dueAt, deliveryId: "0" }]));
}

export type PendingScan = ReturnType<typeof createPendingScan>;

/**
 * Scans on a connection of its own, so that no claim waits for it, and rests after each scan in proportion to what it took.
 * @param found called after each scan
 */
export function createPendingScan({
  databaseUrl,
  state,
  found,
}: {
  databaseUrl: string;
  state: Pick<DispatcherState, "endpoints">;
  found: (positions: Map<number, Cursor>) => void;
}) {
  let client: pg.Client | null = null;
  let underWay: Promise<void> | null = null;
  let stopped = false;
  let notBeforeMs = 0;

  /** Cuts the connection when a scan is under way on it. */
  const disconnect = async () => {
    const closing = client;
    client = null;
    await closing?.end().catch(() => undefined);
  };

  const scan = async () => {
    const startedAtMs = performance.now();
    try {
      client ??= await connectForScan(databaseUrl);
      const positions = stopped ? null : await findPendingFrom(client, [...state.endpoints.keys()]);
      if (positions && !stopped) found(positions);
    } catch (error) {
      if (!stopped) log.error({ event: "look.failed", reason: reasonOf(error) });
      await disconnect();
      // A connection that broke tells nothing of what a scan takes; what the server ended does.
      if (!(error instanceof pg.DatabaseError)) return;
    }
    const endedAtMs = performance.now();
    notBeforeMs = endedAtMs + Math.min(maxRestMs, (endedAtMs - startedAtMs) * restFactor);
  };

  return {
    /** Begins a scan, unless one is under way or the rest after the last is not over. */
    scan(): void {
      if (underWay || stopped || performance.now() < notBeforeMs) return;
      underWay = scan().finally(() => {
        underWay = null;
      });
    },
    /** What was seen before may be of another server: the next scan begins at once, on a new connection. */
    reset(): void {
      notBeforeMs = 0;
      void disconnect();
    },
    async stop(): Promise<void> {
      stopped = true;
      await disconnect();
      await underWay;
      await disconnect();
    },
  };
}

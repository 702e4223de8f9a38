import pg from "pg";
import { connectForLooks, type Queryable, reasonOf } from "@/lib/dispatch/database";
import type { DispatcherState } from "@/lib/dispatch/state";
import { log } from "@/lib/log";
import type { Cursor } from "./lane";

/** A transaction that records longer than this makes a delivery due before a place that was seen; the next look finds it. */
const maxRecordingMs = 1_000;

/** Looks take at most one part in so many of the time: what has to be passed over can make one long. */
const restShare = 20;
/** What is due before its place is found by a look alone, so none is put off for longer. */
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
 * Looks from the beginning where what is pending begins for each of these endpoints. Only this passes over the index entries of
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

export type PendingLooks = ReturnType<typeof createPendingLooks>;

/**
 * Makes those looks on a connection of its own, so that no claim waits for one, and rests after each in proportion to what it took.
 * @param found called after each look
 */
export function createPendingLooks({
  databaseUrl,
  state,
  found,
}: {
  databaseUrl: string;
  state: Pick<DispatcherState, "endpoints">;
  found: (places: Map<number, Cursor>) => void;
}) {
  let client: pg.Client | null = null;
  let underWay: Promise<void> | null = null;
  let stopped = false;
  let notBeforeMs = 0;

  /** Cuts the connection when a look is under way on it. */
  const disconnect = async () => {
    const closing = client;
    client = null;
    await closing?.end().catch(() => undefined);
  };

  const look = async () => {
    const startedAtMs = performance.now();
    try {
      client ??= await connectForLooks(databaseUrl);
      const places = stopped ? null : await findPendingFrom(client, [...state.endpoints.keys()]);
      if (places && !stopped) found(places);
    } catch (error) {
      if (!stopped) log.error({ event: "look.failed", reason: reasonOf(error) });
      await disconnect();
      // A connection that broke tells nothing of what a look takes; what the server ended does.
      if (!(error instanceof pg.DatabaseError)) return;
    }
    const endedAtMs = performance.now();
    notBeforeMs = endedAtMs + Math.min(maxRestMs, (endedAtMs - startedAtMs) * restShare);
  };

  return {
    /** Begins a look, unless one is under way or the rest after the last is not over. */
    look(): void {
      if (underWay || stopped || performance.now() < notBeforeMs) return;
      underWay = look().finally(() => {
        underWay = null;
      });
    },
    /** What was seen before may be of another server: the next look is made at once, on a new connection. */
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

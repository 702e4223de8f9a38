import { hostname } from "node:os";
import type pg from "pg";
import { isPooled } from "@/lib/db/connect";
import {
  claimsChannel,
  dispatcherLifeLockClass,
  dueChannel,
  recordedClaimLockClass,
  settingsChannel,
} from "@/lib/db/locks";
import { assertHears, assertOwnSession } from "@/lib/db/own-session";
import { connectForLife, onOneConnection } from "@/lib/dispatch/database";
import { setFirstHome } from "@/lib/installation/home";
import { version } from "@/lib/version";
import { leaveRated } from "./take-rated";

/**
 * What this release knows: whoever registers with less than 1 calls what a running cancellation covers (docs/decisions/0031), with
 * less than 2 keeps stats of 8 days and none by minute (docs/decisions/0036).
 */
const protocol = 2;

export type Registration = {
  dispatcherId: number;
  /** The connection whose session holds the lock: what succeeds on it proves that this dispatcher still counts as alive. */
  client: pg.Client;
  alive(): boolean;
  /** Gives the identity up because its connection cannot be trusted. */
  abandon(reason: string): void;
  /**
   * From now on nothing is claimed for it as it is recorded; resolves when it has heard of all that was.
   * @throws what the database throws, and when a transaction that records an event does not end
   */
  refuseClaims(): Promise<void>;
  /** Takes the dispatcher out of the list; what it still holds is released by the others. */
  end(): Promise<void>;
};

/** What a dispatcher is told on its life connection. */
export type LifeListener = {
  /** Something is due for these endpoints, or, when there are none, for whichever. */
  onDue(endpointIds: number[]): void;
  /** Something was claimed for this dispatcher as it was recorded. */
  onClaims(dispatcherId: number, payload: string): void;
  /** The settings have changed. */
  onSettings(): void;
  onLost(registration: Registration, reason: string): void;
};

/**
 * Registers this process under a new identity and listens: a row in `dispatcher`, and the session lock that says it lives.
 * The row commits after the lock is held, so nobody can see it without.
 * @param options.pool connections by the same way, one of which shows that the session is this connection's own (docs/decisions/0055)
 * @param options.previousId the identity this process had before, for which nothing may be claimed any more
 * @throws SharedSessionError behind a pooler in transaction mode; what connecting or the database throws
 */
export async function register(
  { databaseUrl, pool, previousId }: { databaseUrl: string; pool: pg.Pool; previousId: number | null },
  listener: LifeListener,
): Promise<Registration> {
  const client = await connectForLife(databaseUrl);
  let over = false;
  let registration: Registration | undefined;
  let dispatcherId = 0;
  let resolveDrained = () => {};
  const lose = (reason: string) => {
    if (over) return;
    over = true;
    resolveDrained();
    if (registration) listener.onLost(registration, reason);
  };
  client.on("error", (error) => lose(error.message));
  client.on("end", () => lose("the connection ended"));
  client.on("notification", ({ channel, payload }) => {
    // What this identity held has another by now: nothing may be added to it.
    if (over) return;
    if (channel === dueChannel) listener.onDue(endpointIdsIn(payload));
    else if (channel === settingsChannel) listener.onSettings();
    else if (payload) listener.onClaims(dispatcherId, payload);
    else resolveDrained();
  });
  try {
    // Before it holds anything, which would be left to others.
    if (isPooled(client)) await onOneConnection(pool, (other) => assertOwnSession(client, other));
    await client.query(setFirstHome);
    await client.query(`listen ${dueChannel}`);
    await client.query(`listen ${settingsChannel}`);
    await client.query("begin");
    dispatcherId = await insertDispatcher(client, previousId);
    await client.query(`listen ${claimsChannel(dispatcherId)}`);
    await client.query("select pg_advisory_lock($1, $2)", [dispatcherLifeLockClass, dispatcherId]);
    await client.query("commit");
    await assertHears(client, pool, {
      channel: claimsChannel(dispatcherId),
      holds: holdsLifeLock(dispatcherId),
    });
    if (over) throw new Error("The connection was lost while registering.");
    registration = {
      dispatcherId,
      client,
      alive: () => !over,
      abandon(reason) {
        lose(reason);
        void client.end().catch(() => undefined);
      },
      async refuseClaims() {
        const drained = new Promise<void>((resolve) => {
          resolveDrained = resolve;
        });
        await sendLastNotice(client, dispatcherId);
        if (!over) await drained;
      },
      async end() {
        over = true;
        await leaveRated(client, dispatcherId).catch(() => undefined);
        await client.query("delete from dispatcher where id = $1", [dispatcherId]).catch(() => undefined);
        await client.end().catch(() => undefined);
      },
    };
    return registration;
  } catch (error) {
    over = true;
    void client.end().catch(() => undefined);
    throw error;
  }
}

/** Whether the session that answers is the one that holds this dispatcher's life lock. */
const holdsLifeLock = (dispatcherId: number) => `exists (
  select from pg_locks
  where locktype = 'advisory' and classid = ${dispatcherLifeLockClass} and objid = ${dispatcherId} and objsubid = 2 and granted
    and pid = pg_backend_pid() and database = (select oid from pg_database where datname = current_database()))`;

/** @returns the new identity */
async function insertDispatcher(client: pg.Client, previousId: number | null): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    "insert into dispatcher (host, pid, version, protocol, keeps_stats) values ($1, $2, $3, $4, true) returning id",
    [hostname(), process.pid, version, protocol],
  );
  // The server may hold the previous connection, and its life lock, long after it broke here.
  await client.query("update dispatcher set accepts_claims = false where id = $1", [previousId]);
  // What this process alone calls it goes on calling: it knows what has begun.
  if (previousId !== null) {
    await client.query("update endpoint set called_by = $2 where called_by = $1", [previousId, rows[0]?.id]);
  }
  if (!rows[0]) throw new Error("The dispatcher's row came back empty.");
  return rows[0].id;
}

/**
 * Who records with a claim for this dispatcher holds a lock until it has committed, and stands in the queue of notifications before
 * what is sent here: an empty one, after which no claim comes.
 */
async function sendLastNotice(client: pg.Client, dispatcherId: number): Promise<void> {
  await client.query("select pg_advisory_lock($1, $2)", [recordedClaimLockClass, dispatcherId]);
  await client.query("select pg_notify($1, '')", [claimsChannel(dispatcherId)]);
}

/** Which endpoints have something due, as `announceDue` writes it; none when it does not say. */
function endpointIdsIn(payload = ""): number[] {
  return /^\d+(,\d+)*$/.test(payload) ? payload.split(",").map(Number) : [];
}

import { hostname } from "node:os";
import type pg from "pg";
import { releaseUnheard } from "@/lib/attempts/release";
import {
  claimsChannel,
  dispatcherLifeLockClass,
  dueChannel,
  recordedClaimLockClass,
  settingsChannel,
} from "@/lib/db/locks";
import { connectForLife, reasonOf } from "@/lib/dispatch/database";
import { log } from "@/lib/log";
import { version } from "@/lib/version";

/** What this release knows: whoever registers with less calls what a running cancellation covers (docs/decisions/0031). */
const protocol = 1;

export type Registration = {
  dispatcherId: number;
  /** The connection whose session holds the lock: what succeeds on it proves that this dispatcher still counts as alive. */
  client: pg.Client;
  alive(): boolean;
  /** Gives the identity up because its connection cannot be trusted. */
  abandon(reason: string): void;
  /**
   * Takes the dispatcher, which holds nothing any more, out of the list. What was claimed for it meanwhile as it was recorded is
   * released; where that fails, its lease lapses.
   */
  end(): Promise<void>;
};

/**
 * Registers this process under a new identity and listens: a row in `dispatcher`, and the session lock that says it lives.
 * The row commits after the lock is held, so nobody can see it without.
 * @throws what connecting or the database throws
 */
export async function register(
  databaseUrl: string,
  heard: {
    due(endpointIds: number[]): void;
    /** What was claimed for this dispatcher as it was recorded. */
    claims(dispatcherId: number, payload: string): void;
    settings(): void;
    lost(registration: Registration, reason: string): void;
  },
): Promise<Registration> {
  const client = await connectForLife(databaseUrl);
  let over = false;
  let registration: Registration | undefined;
  let ownId: number | undefined;
  const lose = (reason: string) => {
    if (over) return;
    over = true;
    if (registration) heard.lost(registration, reason);
  };
  client.on("error", (error) => lose(error.message));
  client.on("end", () => lose("the connection ended"));
  client.on("notification", ({ channel, payload }) => {
    if (channel === dueChannel) heard.due(endpointIdsIn(payload));
    else if (channel === settingsChannel) heard.settings();
    else if (ownId !== undefined && payload) heard.claims(ownId, payload);
  });
  try {
    await client.query(`listen ${dueChannel}`);
    await client.query(`listen ${settingsChannel}`);
    await client.query("begin");
    const { rows } = await client.query<{ id: number }>(
      "insert into dispatcher (host, pid, version, protocol, keeps_stats) values ($1, $2, $3, $4, true) returning id",
      [hostname(), process.pid, version, protocol],
    );
    const dispatcherId = rows[0]?.id;
    if (dispatcherId === undefined) throw new Error("The dispatcher's row came back empty.");
    ownId = dispatcherId;
    await client.query(`listen ${claimsChannel(dispatcherId)}`);
    await client.query("select pg_advisory_lock($1, $2)", [dispatcherLifeLockClass, dispatcherId]);
    await client.query("commit");
    if (over) throw new Error("The connection was lost while registering.");
    registration = {
      dispatcherId,
      client,
      alive: () => !over,
      abandon(reason) {
        lose(reason);
        void client.end().catch(() => undefined);
      },
      async end() {
        over = true;
        try {
          await client.query("select pg_advisory_lock($1, $2)", [recordedClaimLockClass, dispatcherId]);
          await releaseUnheard(client, dispatcherId);
        } catch (error) {
          log.warn({ event: "claims.not_released", dispatcherId, reason: reasonOf(error) });
        }
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

/** Which endpoints have something due, as `announceDue` writes it; none when it does not say. */
function endpointIdsIn(payload = ""): number[] {
  return /^\d+(,\d+)*$/.test(payload) ? payload.split(",").map(Number) : [];
}

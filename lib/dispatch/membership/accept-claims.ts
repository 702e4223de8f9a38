import type { Queryable } from "@/lib/db/pool";
import type { Settler } from "@/lib/dispatch/settle/settler";
import type { DispatcherState } from "@/lib/dispatch/state";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";

/** Its commit does not wait for the disk: one that is lost is written again. */
const statement = `
with async_commit as materialized (select set_config('synchronous_commit', 'off', true))
update dispatcher set accepts_claims = $2 from async_commit where id = $1`;

const minGapMs = 100;

/**
 * Says in this dispatcher's row whether events may be recorded with a claim for it: from when half of its slots are free, until it
 * holds twice as many deliveries as it has slots (docs/decisions/0050).
 */
export function createAcceptance({
  db,
  state,
  settler,
  maxInFlight,
}: {
  db: Queryable;
  state: Pick<DispatcherState, "phase" | "registration" | "lanes" | "databaseClock" | "callbacksHeld">;
  settler: Pick<Settler, "unsettledCount">;
  maxInFlight: number;
}) {
  /** What the row says, and of which identity it is. */
  let written = { dispatcherId: 0, accepts: false };
  let notBeforeMs = 0;
  let writing: Promise<void> | null = null;

  const write = async (dispatcherId: number, accepts: boolean): Promise<void> => {
    try {
      await db.query({ name: "accept-claims", text: statement, values: [dispatcherId, accepts] });
      written = { dispatcherId, accepts };
    } catch (error) {
      log.debug({ event: "claims.acceptance_not_written", reason: reasonOf(error) });
    }
  };

  return {
    /** To be called whenever what is held has changed. */
    update(): void {
      const { registration, lanes, phase, databaseClock, callbacksHeld } = state;
      if (!registration || writing || !databaseClock) return;
      const { dispatcherId } = registration;
      const accepts = written.dispatcherId === dispatcherId && written.accepts;
      const held = lanes.waitingCount() + lanes.callingCount() + settler.unsettledCount();
      const wanted =
        phase === "running" && !callbacksHeld && held <= (accepts ? maxInFlight * 2 : maxInFlight / 2);
      if (wanted === accepts || performance.now() < notBeforeMs) return;
      notBeforeMs = performance.now() + minGapMs;
      writing = write(dispatcherId, wanted).finally(() => {
        writing = null;
      });
    },
    /** Resolves when nothing is being written. */
    idle: () => writing ?? Promise.resolve(),
  };
}

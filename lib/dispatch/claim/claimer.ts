import { backoff } from "@/lib/backoff";
import type { Settler } from "@/lib/dispatch/settle/settler";
import type { Wake } from "@/lib/dispatch/wake";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { chooseClaim, type Expected } from "./choose-claim";
import { isDueBefore } from "./lane";
import { createResendPolling } from "./resend-polling";
import { type ClaimParts, type PendingFrom, runClaim } from "./run-claim";

export type Claimer = ReturnType<typeof createClaimer>;

/** Claims one statement at a time, whenever one is worth it. After a failure it waits 50 ms, doubling to 1 s. */
export function createClaimer({
  settler,
  wake,
  ...claimParts
}: Omit<ClaimParts, "resendPolling"> & {
  settler: Pick<Settler, "inTrouble" | "unsettledCount">;
  /** After each claim, when a wait after a failure is over, and when claims begin elsewhere. */
  wake: Pick<Wake, "now">;
}) {
  const { state } = claimParts;
  const parts = { ...claimParts, resendPolling: createResendPolling(state.lanes.resends, wake) };
  const expected: Expected = { all: false, probes: false, resendsAreNext: false };
  const wait = backoff({ minMs: 50, maxMs: 1_000 });
  let pendingFrom: PendingFrom = new Map();
  let running: Promise<void> | null = null;
  let notBeforeMs = 0;

  // While results cannot be written, a claim could take a delivery whose result is still here, and repeat its call.
  const mayClaim = () => !running && !settler.inTrouble() && performance.now() >= notBeforeMs;

  const failed = (error: unknown) => {
    expected.all = true;
    const waitMs = wait.fail();
    notBeforeMs = performance.now() + waitMs;
    log.error({ event: "claim.failed", reason: reasonOf(error) });
    setTimeout(wake.now, waitMs + 1).unref();
  };

  return {
    /** Every endpoint may have something due, also what its last claim passed by. */
    expectAll(): void {
      expected.all = true;
    },
    /** Where what is pending begins for each endpoint. Claims begin there. */
    beginFrom(seen: PendingFrom): void {
      // What is due before the position where claims began until now was passed by.
      expected.all ||= [...seen].some(([id, position]) => isDueBefore(position, pendingFrom.get(id)));
      pendingFrom = seen;
      wake.now();
    },
    /** Pauses between probes may be over. */
    expectProbes(): void {
      expected.probes = true;
    },
    /** A job may have made some pending. */
    expectResends: () => state.lanes.resends.expectBacklog(),
    /** Starts a claim if one is worth it now and none is under way. */
    start(dispatcherId: number): void {
      const claim = mayClaim() ? chooseClaim(expected, state, settler.unsettledCount()) : null;
      if (!claim) return;
      running = runClaim(parts, claim, dispatcherId, pendingFrom)
        .then(wait.reset, failed)
        .finally(() => {
          running = null;
          wake.now();
        });
    },
    /** Resolves when the claim under way has ended. */
    idle: () => running ?? Promise.resolve(),
  };
}

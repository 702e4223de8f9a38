import type { Wake } from "@/lib/dispatch/wake";
import type { ResendQueue } from "./resend-queue";

const intervalMs = 25;
/** As long as a sweep takes to come round. */
const maxWithoutResendsMs = 1_000;

/**
 * Polls for bulk resends every 25 ms while a job runs: more becomes pending as those claimed go out, and the sweep alone would
 * find it late. Ends when none has been found for a second.
 */
export function createResendPolling(resends: Pick<ResendQueue, "expectBacklog">, wake: Pick<Wake, "now">) {
  let isNextScheduled = false;
  let foundAtMs = Number.NEGATIVE_INFINITY;

  return {
    /** After each claim of bulk resends. @param found whether there were any */
    claimed(found: boolean): void {
      const nowMs = performance.now();
      if (found) foundAtMs = nowMs;
      if (isNextScheduled || nowMs - foundAtMs > maxWithoutResendsMs) return;
      isNextScheduled = true;
      setTimeout(() => {
        isNextScheduled = false;
        resends.expectBacklog();
        wake.now();
      }, intervalMs).unref();
    },
  };
}

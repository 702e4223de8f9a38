import type pg from "pg";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Claimer } from "./claim/claimer";
import type { PendingScan } from "./claim/pending-from";
import type { ReleaseQueue } from "./claim/release-queue";
import { createDeadRelease } from "./membership/release-dead";
import type { Metrics } from "./metrics";
import type { DispatcherState } from "./state";
import type { Wake } from "./wake";

const sweepMs = 1_000;

/**
 * Looks each second for what a lost hint missed: changed settings, where what is pending begins, what the dead held, and
 * anything due. One sweep at a time, and none while this process is not registered or stops.
 */
export function startSweeps({
  pool,
  state,
  reload,
  pendingScan,
  releaseQueue,
  claimer,
  metrics,
  wake,
}: {
  pool: pg.Pool;
  state: DispatcherState;
  reload: { ask: () => Promise<void> };
  pendingScan: Pick<PendingScan, "scan">;
  releaseQueue: Pick<ReleaseQueue, "release">;
  claimer: Pick<Claimer, "expectAll" | "expectProbes" | "expectResends">;
  metrics: Pick<Metrics, "sweepFailed">;
  wake: Pick<Wake, "now">;
}) {
  const releaseDead = createDeadRelease();
  let sweeping = false;

  const sweep = async (): Promise<void> => {
    if (sweeping || state.phase !== "running" || !state.registration) return;
    sweeping = true;
    try {
      await reload.ask();
      pendingScan.scan();
      await releaseQueue.release();
      await releaseDead(pool);
    } catch (error) {
      metrics.sweepFailed();
      log.error({ event: "sweep.failed", reason: reasonOf(error) });
    } finally {
      // Whatever failed: a lapsed lease is claimed even where the dead are not found.
      claimer.expectAll();
      claimer.expectProbes();
      claimer.expectResends();
      sweeping = false;
      wake.now();
    }
  };

  const timer = setInterval(() => void sweep(), sweepMs);

  return {
    /** Without waiting for the second to be over. */
    now: () => void sweep(),
    stop: () => clearInterval(timer),
  };
}

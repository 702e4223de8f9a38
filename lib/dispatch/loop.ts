import type { Calls } from "./begin-calls";
import type { Claimer } from "./claim/claimer";
import type { createAcceptance } from "./membership/accept-claims";
import type { Settler } from "./settle/settler";
import type { DispatcherState } from "./state";
import type { Wake } from "./wake";

/**
 * Claim → call → settle, a turn whenever one of the three has something new: begins the calls that may begin, asks for a claim
 * if one is worth it, and waits. A call that ends hands its result to the settler itself. Nothing here waits for the database.
 * Resolves when a draining dispatcher has its last result written.
 */
export async function runLoop({
  state,
  calls,
  claimer,
  settler,
  acceptance,
  wake,
}: {
  state: DispatcherState;
  calls: Pick<Calls, "beginReady">;
  claimer: Pick<Claimer, "start">;
  settler: Pick<Settler, "unsettledCount">;
  acceptance: ReturnType<typeof createAcceptance>;
  wake: Wake;
}): Promise<void> {
  const { lanes } = state;
  const isDrained = () =>
    state.phase === "draining" && lanes.callingCount() === 0 && settler.unsettledCount() === 0;

  while (!isDrained()) {
    let pausedMs: number | null = null;
    if (state.registration && state.phase === "running") {
      calls.beginReady();
      claimer.start(state.registration.dispatcherId);
      acceptance.update();
      pausedMs = lanes.pausedForMs(performance.now());
    }
    await wake.next(pausedMs);
  }
}

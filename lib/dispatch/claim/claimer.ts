import type pg from "pg";
import { backoff } from "@/lib/backoff";
import type { Calls } from "@/lib/dispatch/begin-calls";
import { reasonOf } from "@/lib/dispatch/database";
import type { Metrics } from "@/lib/dispatch/metrics";
import type { Settler } from "@/lib/dispatch/settle/settler";
import type { DispatcherState } from "@/lib/dispatch/state";
import type { Wake } from "@/lib/dispatch/wake";
import { log } from "@/lib/log";
import { claimDue } from "./claim";
import { claimProbes } from "./claim-probe";
import { claimResends } from "./claim-resends";
import { type ClaimRequest, type Cursor, isDueBefore, theBeginning } from "./lane";
import type { ReleaseQueue } from "./release-queue";
import type { ResendRequest } from "./resend-queue";

/** While a job runs, bulk resends are looked for so often, until none has been found for as long as a sweep takes to come round. */
const lookAgainMs = 25;
const lookOnMs = 1_000;

/** A claim that is ready to be asked for. */
type Ask = (dispatcherId: number) => Promise<void>;

export type Claimer = ReturnType<typeof createClaimer>;

/**
 * Decides when to claim and does it, one statement at a time: what the lanes ask for, the calls that probe endpoints, or bulk
 * resends, in turn with the lanes.
 * After a failure it waits 50 ms, doubling to 1 s.
 */
export function createClaimer(options: {
  pool: pg.Pool;
  state: Pick<DispatcherState, "endpoints" | "inOrder" | "lanes">;
  settler: Pick<Settler, "inTrouble" | "unsettledCount">;
  /** Gets a claimed probe, whose call is to begin at once. */
  calls: Pick<Calls, "beginProbe">;
  metrics: Pick<Metrics, "claimed">;
  /** Gets what was claimed and has no lane any more. */
  releaseQueue: Pick<ReleaseQueue, "add">;
  /** After each claim, when a wait after a failure is over, and when claims begin elsewhere. */
  wake: Pick<Wake, "now">;
}) {
  const { pool, state, settler, calls, metrics, releaseQueue, wake } = options;
  const { lanes } = state;
  let pendingFrom: ReadonlyMap<number, Cursor> = new Map();
  let allDue = false;
  let probesDue = false;
  /** The last claim was for live deliveries. */
  let resendsAreNext = false;
  /** Another look at bulk resends has a timer. */
  let willLookAgain = false;
  let resendsFoundAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let notBeforeMs = 0;
  const wait = backoff({ minMs: 50, maxMs: 1_000 });

  // While results cannot be written, a claim could take a delivery whose result is still here, and repeat its call.
  const mayClaim = () => !running && !settler.inTrouble() && performance.now() >= notBeforeMs;

  const wantsClaim = () =>
    (allDue && lanes.hasCapacity(settler.unsettledCount())) || lanes.wantsRefill(settler.unsettledCount());

  const beginningOf = (endpointId: number) => pendingFrom.get(endpointId) ?? theBeginning;

  const claim = async (dispatcherId: number, requests: ClaimRequest[]): Promise<void> => {
    const begun = requests.map((request) => ({
      ...request,
      after: request.after ?? beginningOf(request.lane.endpointId),
    }));
    const cancelling = requests.some(
      ({ lane }) => state.endpoints.get(lane.endpointId)?.isCancelling ?? true,
    );
    const askedAtMs = performance.now();
    const { claimed, ended } = await claimDue(pool, dispatcherId, begun, {
      inOrder: state.inOrder,
      cancelling,
    });
    metrics.claimed(performance.now() - askedAtMs, claimed.length);
    wait.reset();
    releaseQueue.add(lanes.enqueueClaimed(requests, claimed, ended));
  };

  const claimBulk = async (dispatcherId: number, requests: ResendRequest[]): Promise<void> => {
    const { claimed, ended } = await claimResends(pool, dispatcherId, requests);
    wait.reset();
    releaseQueue.add(lanes.resends.enqueueClaimed(requests, claimed, ended));
    const nowMs = performance.now();
    if (claimed.length + ended.length > 0) resendsFoundAtMs = nowMs;
    if (willLookAgain || nowMs - resendsFoundAtMs > lookOnMs) return;
    // While a job runs, more becomes pending as these go out; the sweep alone would find it late.
    willLookAgain = true;
    setTimeout(() => {
      willLookAgain = false;
      lanes.resends.expectBacklog();
      wake.now();
    }, lookAgainMs).unref();
  };

  const probe = async (dispatcherId: number, endpointIds: number[], most: number): Promise<void> => {
    const { inOrder } = state;
    const requests = endpointIds.map((endpointId) => ({ endpointId, after: beginningOf(endpointId) }));
    for (const held of await claimProbes(pool, dispatcherId, requests, { inOrder, most })) {
      calls.beginProbe(held);
    }
  };

  /**
   * What pays to be asked for now; null when nothing does. Nothing is started then: whoever is called back after each claim and
   * asks again would else go round for ever, and keep everything else in this process from running.
   */
  const next = (): Ask | null => {
    if (probesDue) {
      probesDue = false;
      const probing = [...state.endpoints.values()].filter(({ state }) => state === "probing");
      const most = lanes.openSlots(settler.unsettledCount());
      const ids = probing.map(({ endpointId }) => endpointId);
      if (ids.length > 0 && most > 0) return (dispatcherId) => probe(dispatcherId, ids, most);
    }
    return resendsAreNext ? (nextResends() ?? nextLive()) : (nextLive() ?? nextResends());
  };

  const nextLive = (): Ask | null => {
    if (!wantsClaim()) return null;
    const requests = lanes.requests(allDue, settler.unsettledCount());
    allDue = false;
    if (requests.length === 0) return null;
    resendsAreNext = true;
    return (dispatcherId) => claim(dispatcherId, requests);
  };

  const nextResends = (): Ask | null => {
    resendsAreNext = false;
    const requests = lanes.resends.requests();
    return requests.length === 0 ? null : (dispatcherId) => claimBulk(dispatcherId, requests);
  };

  const failed = (error: unknown) => {
    allDue = true;
    const waitMs = wait.fail();
    notBeforeMs = performance.now() + waitMs;
    log.error({ event: "claim.failed", reason: reasonOf(error) });
    setTimeout(wake.now, waitMs + 1).unref();
  };

  return {
    /** Every endpoint may have something due, also what its last claim passed by. */
    wantAll(): void {
      allDue = true;
    },
    /** Where what is pending begins for each endpoint, as last seen (docs/decisions/0037). Claims begin there. */
    beginFrom(seen: ReadonlyMap<number, Cursor>): void {
      // What is due before the place where claims began until now was passed by.
      allDue ||= [...seen].some(([id, place]) => isDueBefore(place, pendingFrom.get(id)));
      pendingFrom = seen;
      wake.now();
    },
    /** Pauses between probes may be over. */
    wantProbes(): void {
      probesDue = true;
    },
    /** A job may have made some pending. */
    wantResends: () => lanes.resends.expectBacklog(),
    /** Starts a claim if one pays now and none is under way. */
    start(dispatcherId: number): void {
      const ask = mayClaim() ? next() : null;
      if (!ask) return;
      running = ask(dispatcherId)
        .catch(failed)
        .finally(() => {
          running = null;
          wake.now();
        });
    },
    /** Resolves when the claim under way has ended. */
    idle: () => running ?? Promise.resolve(),
  };
}

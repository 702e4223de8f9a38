import type pg from "pg";
import { log } from "@/lib/log";
import { claimDue } from "./claim";
import { claimProbes } from "./claim-probe";
import { reasonOf } from "./database";
import type { HeldDelivery } from "./held-delivery";
import type { Wish } from "./lane";
import type { Lanes } from "./lanes";
import type { Metrics } from "./metrics";
import type { EndpointSettings } from "./settings";
import type { Settler } from "./settler";
import type { Unwanted } from "./unwanted";

const longestBackoffMs = 1_000;

export type Claiming = ReturnType<typeof createClaiming>;

/**
 * Decides when to claim and does it, one statement at a time: what the lanes wish for, or the calls that probe endpoints.
 * After a failure it waits 50 ms, doubling to 1 s.
 */
export function createClaiming(options: {
  pool: pg.Pool;
  lanes: Lanes;
  settler: Settler;
  metrics: Pick<Metrics, "claimed">;
  endpoints: () => Map<number, EndpointSettings>;
  inOrder: () => boolean;
  /** Gets a claimed probe, whose call is to begin at once. */
  beginProbe: (held: HeldDelivery) => void;
  /** Gets what was claimed and has no lane any more. */
  unwanted: Pick<Unwanted, "add">;
  /** Called after each claim, and when a wait after a failure is over. */
  changed: () => void;
}) {
  const { pool, lanes, settler, metrics, changed } = options;
  let allDue = false;
  let probesDue = false;
  let running: Promise<void> | null = null;
  let notBeforeMs = 0;
  let backoffMs = 0;

  // While results cannot be written, a claim could take a delivery whose result is still here, and repeat its call.
  const mayClaim = () => !running && !settler.inTrouble() && performance.now() >= notBeforeMs;

  const wantsClaim = () =>
    (allDue && lanes.hasRoom(settler.unsettledCount())) || lanes.wantsRefill(settler.unsettledCount());

  const claim = async (dispatcherId: number, wishes: Wish[]): Promise<void> => {
    const askedAtMs = performance.now();
    const { claimed, ended } = await claimDue(pool, dispatcherId, wishes, { inOrder: options.inOrder() });
    metrics.claimed(performance.now() - askedAtMs, claimed.length);
    backoffMs = 0;
    options.unwanted.add(lanes.granted(wishes, claimed, ended));
  };

  const probe = async (dispatcherId: number, endpointIds: number[], most: number): Promise<void> => {
    const inOrder = options.inOrder();
    for (const held of await claimProbes(pool, dispatcherId, endpointIds, { inOrder, most })) {
      options.beginProbe(held);
    }
  };

  /**
   * What pays to be asked for now; null when nothing does. Nothing is started then: whoever is called back after each claim and
   * asks again would else go round for ever, and keep everything else in this process from running.
   */
  const next = (): ((dispatcherId: number) => Promise<void>) | null => {
    if (probesDue) {
      probesDue = false;
      const probing = [...options.endpoints().values()].filter(({ state }) => state === "probing");
      const most = lanes.freeSlots(settler.unsettledCount());
      const ids = probing.map(({ endpointId }) => endpointId);
      if (ids.length > 0 && most > 0) return (dispatcherId) => probe(dispatcherId, ids, most);
    }
    if (!wantsClaim()) return null;
    const wishes = lanes.wishes(allDue, settler.unsettledCount());
    allDue = false;
    return wishes.length === 0 ? null : (dispatcherId) => claim(dispatcherId, wishes);
  };

  const failed = (error: unknown) => {
    allDue = true;
    backoffMs = Math.min(longestBackoffMs, Math.max(50, backoffMs * 2));
    notBeforeMs = performance.now() + backoffMs;
    log.error({ event: "claim.failed", reason: reasonOf(error) });
    setTimeout(changed, backoffMs + 1).unref();
  };

  return {
    /** Every endpoint may have something due, also what its last claim passed by. */
    wantAll(): void {
      allDue = true;
    },
    /** Pauses between probes may be over. */
    wantProbes(): void {
      probesDue = true;
    },
    /** Starts a claim if one pays now and none is under way. */
    start(dispatcherId: number): void {
      const ask = mayClaim() ? next() : null;
      if (!ask) return;
      running = ask(dispatcherId)
        .catch(failed)
        .finally(() => {
          running = null;
          changed();
        });
    },
    /** Resolves when the claim under way has ended. */
    idle: () => running ?? Promise.resolve(),
  };
}

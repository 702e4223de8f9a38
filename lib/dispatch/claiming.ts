import type pg from "pg";
import { log } from "@/lib/log";
import { claimDue } from "./claim";
import { claimProbes } from "./claim-probe";
import { reasonOf } from "./database";
import type { HeldDelivery } from "./held-delivery";
import type { Lanes } from "./lanes";
import type { Metrics } from "./metrics";
import type { EndpointSettings } from "./settings";
import type { Settler } from "./settler";

const longestBackoffMs = 1_000;

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
  unwanted: (held: HeldDelivery) => void;
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

  const claim = async (dispatcherId: number): Promise<void> => {
    const all = allDue;
    allDue = false;
    const wishes = lanes.wishes(all, settler.unsettledCount());
    if (wishes.length === 0) return;
    const askedAtMs = performance.now();
    const claimed = await claimDue(pool, dispatcherId, wishes, { inOrder: options.inOrder() });
    metrics.claimed(performance.now() - askedAtMs, claimed.length);
    backoffMs = 0;
    for (const held of lanes.granted(wishes, claimed)) options.unwanted(held);
  };

  /** One call to each endpoint that is being probed and whose pause is over. */
  const probe = async (dispatcherId: number): Promise<void> => {
    probesDue = false;
    const probed = [...options.endpoints().values()].filter((endpoint) => endpoint.state === "probing");
    const most = lanes.freeSlots(settler.unsettledCount());
    if (probed.length === 0 || most === 0) return;
    const ids = probed.map((endpoint) => endpoint.endpointId);
    for (const held of await claimProbes(pool, dispatcherId, ids, { inOrder: options.inOrder(), most })) {
      options.beginProbe(held);
    }
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
      if (!mayClaim() || !(probesDue || wantsClaim())) return;
      running = (probesDue ? probe : claim)(dispatcherId)
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

import type { CallRecord } from "@/lib/callback/call-record";
import { createClaimer } from "@/lib/dispatch/claim/claimer";
import { createLanes } from "@/lib/dispatch/claim/lanes";
import { createPendingLooks } from "@/lib/dispatch/claim/pending-from";
import { createReleaseQueue } from "@/lib/dispatch/claim/release-queue";
import { createValidity } from "@/lib/dispatch/claim/validity";
import { createMembership } from "@/lib/dispatch/membership/membership";
import { createRelease } from "@/lib/dispatch/membership/release-dead";
import { takeOver } from "@/lib/dispatch/membership/take-over";
import { logAttempt } from "@/lib/dispatch/settle/attempt-log";
import { createBreaker } from "@/lib/dispatch/settle/breaker";
import { failureCounts } from "@/lib/dispatch/settle/endpoint-results";
import { createSettler } from "@/lib/dispatch/settle/settler";
import { log } from "@/lib/log";
import { coalesced } from "./coalesced";
import { createPool, reasonOf } from "./database";
import { createEndpointSnapshot } from "./endpoint-snapshot";
import type { HeldDelivery } from "./held-delivery";
import { createMetrics } from "./metrics";
import { oncePerTurn } from "./once-per-turn";
import { startPublishing } from "./publish-metrics";
import type { EndpointSnapshot } from "./read-snapshot";

const sweepMs = 1_000;

export type DispatcherOptions = {
  databaseUrl: string;
  appSecret: string;
  maxInFlight: number;
  maxPerEndpoint: number;
  retryScheduleMs: readonly number[];
  /** An endpoint with failures only, for this long, is suspended. */
  suspendAfterMs: number;
  /** Makes the call; must not throw. */
  call: (held: HeldDelivery, endpoint: EndpointSnapshot) => Promise<CallRecord>;
  /** How often the metrics are written into the dispatcher's row; every few seconds unless given. */
  publishEveryMs?: number;
  /** The wall clock, ms since the epoch; the machine's unless given. */
  wallMs?: () => number;
};

export type Dispatcher = {
  /** No new call from now on; resolves when those under way have ended and are recorded, and all else is given back. */
  stop(): Promise<void>;
  /** The present identity, or null while the database is away. */
  identity(): number | null;
};

/**
 * Runs one dispatcher in this process: claims what is due, calls, settles, and each second sweeps for what a lost hint
 * missed, for changed settings and for the dead. Starts at once and keeps trying while the database is away.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { maxInFlight, maxPerEndpoint, retryScheduleMs, suspendAfterMs } = options;
  const pool = createPool(options.databaseUrl);
  const lanes = createLanes({ maxInFlight, maxPerEndpoint });
  const breaker = createBreaker({ pool, suspendAfterMs });
  const releaseQueue = createReleaseQueue(pool);
  const validity = createValidity({ wallMs: options.wallMs });
  const metrics = createMetrics(() => ({
    waiting: lanes.waitingCount(),
    calling: lanes.callingCount(),
    unsettled: settler.unsettledCount(),
  }));
  const settler = createSettler({
    pool,
    breaker,
    metrics,
    retryScheduleMs,
    maxInFlight,
    changed(written) {
      // Where order is kept, each of these may have been what the next one of its instance waited for.
      if (snapshot.inOrder()) lanes.expectBacklog(new Set(written.map(({ held }) => held.endpointId)));
      // What is to be written next has then been sent, and is written while the calls that follow begin.
      pumpSoon();
    },
  });
  const claimer = createClaimer({
    pool,
    lanes,
    settler,
    metrics,
    endpoints: () => snapshot.endpoints(),
    inOrder: () => snapshot.inOrder(),
    beginProbe(held) {
      if (held.validatedAtMs <= validity.endedAtMs()) return releaseQueue.add([held]);
      lanes.beginProbe(held.endpointId);
      void begin(held);
    },
    releaseQueue,
    changed: () => pump(),
  });
  const snapshot = createEndpointSnapshot({
    appSecret: options.appSecret,
    lanes,
    breaker,
    metrics,
    releaseQueue,
    claimer,
    validity,
    uncounted: () => settler.unsettled().filter(({ held }) => !breaker.hasCounted(held)),
  });
  const looks = createPendingLooks({
    databaseUrl: options.databaseUrl,
    endpointIds: () => [...snapshot.endpoints().keys()],
    found: claimer.beginFrom,
  });
  const releaseDead = createRelease();
  const calling = new Set<HeldDelivery>();
  let paused: NodeJS.Timeout | undefined;
  let sweeping = false;
  let stopping = false;
  let stopped: Promise<void> | undefined;
  let ended = () => {};

  const pump = () => {
    const registration = membership.current();
    if (registration && !stopping) {
      // Read once for all that begin now: on some machines a clock costs as much as all else here.
      const [nowMs, invalidUntilMs] = [performance.now(), validity.endedAtMs()];
      for (;;) {
        const held = lanes.begin(nowMs, settler.unsettledCount(), invalidUntilMs);
        if (!held) break;
        void begin(held);
      }
      claimer.start(registration.dispatcherId);
      const pausedMs = lanes.pausedForMs(performance.now());
      if (pausedMs !== null) {
        paused ??= setTimeout(() => {
          paused = undefined;
          pump();
        }, pausedMs);
      }
    }
    if (stopping && lanes.callingCount() === 0 && settler.unsettledCount() === 0) ended();
  };

  const pumpSoon = oncePerTurn(pump);

  const begin = async (held: HeldDelivery): Promise<void> => {
    const endpoint = snapshot.endpoints().get(held.endpointId);
    if (!endpoint) {
      lanes.finished(held);
      releaseQueue.add([held]);
      return;
    }
    calling.add(held);
    const startedAtMs = performance.now();
    const record = await options.call(held, endpoint);
    const finishedAtMs = performance.now();
    calling.delete(held);
    lanes.finished(held);
    const call = { held, record, startedAtMs, finishedAtMs };
    // The endpoint as it is snapshot now: the settings may have been read again during the call.
    const finished = {
      ...call,
      failureCounts: failureCounts(call, snapshot.endpoints().get(held.endpointId)),
    };
    settler.add(finished);
    metrics.attempted(finished);
    logAttempt(finished, endpoint.url);
    // At once here; what the database makes of it is read with the settings.
    snapshot.count(finished);
    pumpSoon();
  };

  const reloadSettings = coalesced(async () => {
    const registration = membership.current();
    if (!registration) return;
    await snapshot.reload(registration).catch((error) => {
      log.error({ event: "settings.reload_failed", reason: reasonOf(error) });
      registration.abandon("it does not answer");
    });
    pump();
  });

  const sweep = async (): Promise<void> => {
    if (sweeping || stopping || !membership.current()) return;
    sweeping = true;
    try {
      await reloadSettings.ask();
      looks.look();
      await releaseQueue.release();
      await releaseDead(pool);
    } catch (error) {
      metrics.sweepFailed();
      log.error({ event: "sweep.failed", reason: reasonOf(error) });
    } finally {
      // Whatever failed: a lapsed lease is claimed even where the dead are not found.
      claimer.wantAll();
      claimer.wantProbes();
      claimer.wantResends();
      sweeping = false;
      pump();
    }
  };

  const membership = createMembership({
    databaseUrl: options.databaseUrl,
    due: (endpointIds) => {
      if (endpointIds.length === 0) claimer.wantAll();
      else lanes.expectBacklog(endpointIds);
      pump();
    },
    settings: () => void reloadSettings.ask(),
    async hold() {
      await claimer.idle();
      await settler.hold();
    },
    async takeOver({ client, dispatcherId }) {
      const unsettled = settler.unsettled().map((call) => call.held);
      const held = [...lanes.waiting(), ...calling, ...unsettled, ...releaseQueue.all()];
      const lost = await takeOver(client, dispatcherId, held);
      lanes.takeOut((one) => lost.has(one));
      releaseQueue.forget(lost);
    },
    joined() {
      snapshot.forgetAcknowledgement();
      looks.reset();
      settler.release();
      void sweep();
    },
  });

  const identity = () => membership.current()?.dispatcherId ?? null;
  const publishing = startPublishing({ db: pool, metrics, identity, everyMs: options.publishEveryMs });
  const timer = setInterval(() => void sweep(), sweepMs);
  const stop = async (): Promise<void> => {
    stopping = true;
    clearInterval(timer);
    clearTimeout(paused);
    await claimer.idle();
    await reloadSettings.idle();
    releaseQueue.add(lanes.takeOut(() => true));
    const settled = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await releaseQueue.releaseAll();
    pump();
    await settled;
    settler.close();
    await publishing.stop();
    await looks.stop();
    await membership.leave();
    await pool.end();
  };

  return {
    identity,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

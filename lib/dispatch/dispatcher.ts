import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { type Call, createCalls } from "./begin-calls";
import { createClaimer } from "./claim/claimer";
import { createPendingScan } from "./claim/pending-from";
import { createRecordedClaims } from "./claim/recorded-claims";
import { createReleaseQueue } from "./claim/release-queue";
import { createValidity } from "./claim/validity";
import { coalesced } from "./coalesced";
import { createPool } from "./database";
import { runLoop } from "./loop";
import { createAcceptance } from "./membership/accept-claims";
import { createMembership } from "./membership/membership";
import { takeOverHeld } from "./membership/take-over";
import { createMetrics, type Metrics } from "./metrics";
import { startPublishing } from "./publish-metrics";
import { createSnapshotReload, type SnapshotReload } from "./reload-snapshot";
import { createBreaker } from "./settle/breaker";
import { createSettler } from "./settle/settler";
import { createState } from "./state";
import { startSweeps } from "./sweep";
import { createWake } from "./wake";

export type DispatcherOptions = {
  databaseUrl: string;
  appSecret: string;
  maxInFlight: number;
  maxPerEndpoint: number;
  retryScheduleMs: readonly number[];
  /** An endpoint with failures only, for this long, is suspended. */
  suspendAfterMs: number;
  call: Call;
  /** What it counts its work in; others of its process may count in the same. Its own unless given. */
  metrics?: Metrics;
  /** How often the metrics are written into the dispatcher's row; every few seconds unless given. */
  publishEveryMs?: number;
  /** Told when there is no session for it behind a pooler; ends the process unless given. */
  refused?: (error: Error) => void;
  /** The wall clock, ms since the epoch; the machine's unless given. */
  wallMs?: () => number;
};

export type Dispatcher = {
  /** No new call from now on; resolves when those under way have ended and are recorded, and all else is released. */
  stop(): Promise<void>;
  /** The present identity, or null while the database is away. */
  identity(): number | null;
};

/**
 * Runs one dispatcher in this process: claims what is due, calls, settles, and each second sweeps for what a lost hint
 * missed, for changed settings and for the dead. Starts at once and keeps trying while the database is away.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const parts = startParts(options);
  let stopped: Promise<void> | undefined;
  return {
    identity: () => parts.state.registration?.dispatcherId ?? null,
    stop() {
      stopped ??= stopParts(parts);
      return stopped;
    },
  };
}

/** Each part is given parts above it, and tells those below by the state and by waking the loop. */
function startParts(options: DispatcherOptions) {
  const { databaseUrl, appSecret, maxInFlight, retryScheduleMs, suspendAfterMs } = options;
  const pool = createPool(databaseUrl);
  const state = createState(options);
  const wake = createWake();
  const metrics = options.metrics ?? createMetrics();
  const validity = createValidity({ wallMs: options.wallMs });
  const releaseQueue = createReleaseQueue(pool);
  const breaker = createBreaker({ pool, suspendAfterMs });
  const settler = createSettler({ pool, state, breaker, metrics, wake, retryScheduleMs, maxInFlight });
  const calls = createCalls({ state, call: options.call, settler, metrics, releaseQueue, validity, wake });
  const claimer = createClaimer({ pool, state, settler, calls, metrics, releaseQueue, wake });
  const snapshot = createSnapshotReload({
    appSecret,
    state,
    breaker,
    settler,
    claimer,
    releaseQueue,
    validity,
    metrics,
  });
  const reload = coalesced(() => reloadOrRejoin({ state, snapshot, wake }));
  const pendingScan = createPendingScan({ databaseUrl, state, found: claimer.beginFrom });
  const sweeps = startSweeps({ pool, state, reload, pendingScan, releaseQueue, claimer, metrics, wake });
  const recordedClaims = createRecordedClaims({ state, settler, releaseQueue, validity, metrics, wake });
  const acceptance = createAcceptance({ db: pool, state, settler, maxInFlight });
  const membership = createMembership({
    databaseUrl,
    pool,
    onRefused: options.refused ?? endRefused,
    state,
    listener: {
      onDue(endpointIds) {
        if (endpointIds.length === 0) claimer.expectAll();
        else state.lanes.expectBacklog(endpointIds);
        wake.now();
      },
      onClaims: recordedClaims.receive,
      onSettings: () => void reload.ask(),
    },
    async pause() {
      await claimer.idle();
      await acceptance.idle();
      await settler.hold();
    },
    takeOver: (registration) => takeOverHeld(registration, { state, settler, releaseQueue }),
    onJoined() {
      snapshot.forgetAcknowledgement();
      pendingScan.reset();
      settler.release();
      sweeps.now();
    },
  });
  const publishing = startPublishing({
    db: pool,
    state,
    settler,
    metrics,
    everyMs: options.publishEveryMs,
    wallMs: options.wallMs,
  });
  const loop = runLoop({ state, calls, claimer, settler, acceptance, wake });
  return {
    pool,
    state,
    wake,
    releaseQueue,
    settler,
    claimer,
    reload,
    pendingScan,
    sweeps,
    membership,
    publishing,
    loop,
  };
}

type Parts = ReturnType<typeof startParts>;

/** Reads the settings again. Registers anew where that fails: what this process knows would become old. */
async function reloadOrRejoin({
  state: { registration },
  snapshot,
  wake,
}: Pick<Parts, "state" | "wake"> & { snapshot: SnapshotReload }): Promise<void> {
  if (!registration) return;
  await snapshot.reload(registration).catch((error) => {
    log.error({ event: "settings.reload_failed", reason: reasonOf(error) });
    registration.abandon("it does not answer");
  });
  wake.now();
}

async function stopParts(parts: Parts): Promise<void> {
  const { pool, state, wake, releaseQueue, settler, claimer, membership } = parts;
  state.phase = "stopping";
  parts.sweeps.stop();
  await claimer.idle();
  await parts.reload.idle();
  // Before the calls under way have ended, which may take long: nothing may be recorded for this one meanwhile.
  await membership.refuseClaims();
  releaseQueue.add(state.lanes.removeWhere(() => true));
  await releaseQueue.releaseAll();
  state.phase = "draining";
  wake.now();
  await parts.loop;
  settler.close();
  await parts.publishing.stop();
  await parts.pendingScan.stop();
  await releaseQueue.releaseAll();
  await membership.leave();
  await pool.end();
}

/** Started again by whatever started it, with growing pauses, until the settings have changed. */
function endRefused(error: Error): never {
  log.fatal({ event: "dispatcher.not_started", reason: error.message });
  process.exit(1);
}

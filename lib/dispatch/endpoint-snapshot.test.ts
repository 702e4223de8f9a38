import { expect, test } from "vitest";
import { isUnclaimed } from "@/lib/attempts/state";
import { config } from "@/lib/config";
import { createReleaseQueue } from "@/lib/dispatch/claim/release-queue";
import { createValidity } from "@/lib/dispatch/claim/validity";
import { createBreaker } from "@/lib/dispatch/settle/breaker";
import { openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { delivered } from "@/lib/testing/dispatchers";
import { connectForLife } from "./database";
import { countIntoSnapshot } from "./endpoint-snapshot";
import type { FinishedCall, HeldDelivery } from "./held-delivery";
import { createSnapshotReload } from "./reload-snapshot";
import { createState } from "./state";

/** The settings of a dispatcher, whose claim under way lasts as long as `claim` does. */
function settingsWith(claim: { idle: () => Promise<void> }, unsettled: FinishedCall[]) {
  const pool = database();
  const breaker = createBreaker({ pool, suspendAfterMs: 3_600_000 });
  const state = createState({ maxInFlight: 64, maxPerEndpoint: 8 });
  const releaseQueue = createReleaseQueue(pool);
  const { reload } = createSnapshotReload({
    appSecret: config().appSecret,
    state,
    breaker,
    settler: { unsettled: () => unsettled },
    claimer: { idle: () => claim.idle(), expectAll() {} },
    releaseQueue,
    validity: createValidity({}),
    metrics: { settingsReloaded() {} },
  });
  return {
    state,
    breaker,
    reload,
    count: (call: FinishedCall) => countIntoSnapshot(state, call, releaseQueue),
  };
}

async function failedCalls(endpointId: number, n: number): Promise<FinishedCall[]> {
  await addDeliveries([endpointId], n, { hint: false });
  const opened = await openAttempts(database(), 1, isUnclaimed());
  return opened.map((one) => ({
    held: { ...one, dispatcherId: 1, endpointId, eventType: "created" } as HeldDelivery,
    record: { ...delivered, outcome: "http_error", statusCode: 500 },
    startedAtMs: performance.now(),
    finishedAtMs: performance.now(),
    failureCounts: true,
    ownScheduleMs: null,
  }));
}

test("failures that are put on record while the settings are read again are known afterwards", async () => {
  const endpointId = await addEndpoint("http://127.0.0.1:9/in");
  const [before, during] = [await failedCalls(endpointId, 5), await failedCalls(endpointId, 3)];
  const unsettled: FinishedCall[] = [];
  const claim = { idle: async () => {} };
  const { state, breaker, reload, count } = settingsWith(claim, unsettled);
  const client = await connectForLife(config().databaseUrl);
  const one = {
    client,
    dispatcherId: 1,
    alive: () => true,
    refuseClaims: async () => {},
    abandon() {},
    end: () => client.end(),
  };
  try {
    await reload(one);
    for (const call of before) count(call);
    unsettled.push(...before);
    // The settings have been read, and are not taken over before this has ended.
    claim.idle = async () => {
      for (const call of during) count(call);
      unsettled.push(...during);
      await breaker.count(unsettled);
    };
    await reload(one);
    expect(state.endpoints.get(endpointId)?.failures).toBe(8);
    // What is on record counts once.
    claim.idle = async () => {};
    await reload(one);
    expect(state.endpoints.get(endpointId)?.failures).toBe(8);
  } finally {
    await one.end();
  }
});

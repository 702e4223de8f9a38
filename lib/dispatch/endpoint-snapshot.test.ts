import { expect, test } from "vitest";
import { isUnclaimed } from "@/lib/attempts/state";
import { config } from "@/lib/config";
import { createLanes } from "@/lib/dispatch/claim/lanes";
import { createReleaseQueue } from "@/lib/dispatch/claim/release-queue";
import { createValidity } from "@/lib/dispatch/claim/validity";
import { createBreaker } from "@/lib/dispatch/settle/breaker";
import { openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, database, delivered } from "@/lib/testing/dispatch";
import { connectForLife } from "./database";
import { createEndpointSnapshot } from "./endpoint-snapshot";
import type { FinishedCall, HeldDelivery } from "./held-delivery";

/** The settings of a dispatcher, whose claim under way lasts as long as `claim` does. */
function settingsWith(claim: { idle: () => Promise<void> }, unsettled: FinishedCall[]) {
  const pool = database();
  const breaker = createBreaker({ pool, suspendAfterMs: 3_600_000 });
  const snapshot = createEndpointSnapshot({
    appSecret: config().appSecret,
    lanes: createLanes({ maxInFlight: 64, maxPerEndpoint: 8 }),
    breaker,
    metrics: { settingsReloaded() {} },
    releaseQueue: createReleaseQueue(pool),
    claimer: { idle: () => claim.idle(), wantAll() {} },
    validity: createValidity({}),
    uncounted: () => unsettled.filter(({ held }) => !breaker.hasCounted(held)),
  });
  return { snapshot, breaker };
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
  }));
}

test("failures that are put on record while the settings are read again are snapshot afterwards", async () => {
  const endpointId = await addEndpoint("http://127.0.0.1:9/in");
  const [before, during] = [await failedCalls(endpointId, 5), await failedCalls(endpointId, 3)];
  const unsettled: FinishedCall[] = [];
  const claim = { idle: async () => {} };
  const { snapshot, breaker } = settingsWith(claim, unsettled);
  const client = await connectForLife(config().databaseUrl);
  const one = { client, dispatcherId: 1, alive: () => true, abandon() {}, end: () => client.end() };
  try {
    await snapshot.reload(one);
    for (const call of before) snapshot.count(call);
    unsettled.push(...before);
    // The settings have been read, and are not taken over before this has ended.
    claim.idle = async () => {
      for (const call of during) snapshot.count(call);
      unsettled.push(...during);
      await breaker.count(unsettled);
    };
    await snapshot.reload(one);
    expect(snapshot.endpoints().get(endpointId)?.failures).toBe(8);
    // What is on record counts once.
    claim.idle = async () => {};
    await snapshot.reload(one);
    expect(snapshot.endpoints().get(endpointId)?.failures).toBe(8);
  } finally {
    await one.end();
  }
});

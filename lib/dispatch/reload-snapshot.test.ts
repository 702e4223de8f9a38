import { expect, onTestFinished, test } from "vitest";
import { setUnclaimed } from "@/lib/attempts/close";
import { config } from "@/lib/config";
import { createValidity } from "@/lib/dispatch/claim/validity";
import { register } from "@/lib/dispatch/membership/register";
import { createBreaker } from "@/lib/dispatch/settle/breaker";
import { createState } from "@/lib/dispatch/state";
import { openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import type { HeldDelivery } from "./held-delivery";
import { createSnapshotReload } from "./reload-snapshot";

test("a reload waits for the claim under way, and looks at what that brought before it acknowledges", async () => {
  const endpointId = await addEndpoint("https://a.example.com/");
  const registration = await register(
    { databaseUrl: config().databaseUrl, pool: database(), previousId: null },
    { onDue() {}, onClaims() {}, onSettings() {}, onLost() {} },
  );
  onTestFinished(() => registration.end());
  const { dispatcherId } = registration;
  const state = createState({ maxInFlight: 64, maxPerEndpoint: 8 });
  const { lanes } = state;
  const released: HeldDelivery[] = [];
  // The claim under way, which the test ends by hand.
  let ended = () => {};
  const claim = new Promise<void>((resolve) => {
    ended = resolve;
  });
  let waitedFor = () => {};
  const isWaitedFor = new Promise<string>((resolve) => {
    waitedFor = () => resolve("waits for the claim");
  });
  const snapshot = createSnapshotReload({
    appSecret: config().appSecret,
    state,
    breaker: createBreaker({ pool: database(), suspendAfterMs: 3_600_000 }),
    metrics: { settingsReloaded() {} },
    releaseQueue: { add: (more: HeldDelivery[]) => released.push(...more) } as never,
    claimer: {
      idle() {
        waitedFor();
        return claim;
      },
      expectAll() {},
    },
    validity: createValidity(),
    settler: { unsettled: () => [] },
  });
  const version = async (from: string) =>
    (await database().query<{ version: number }>(`select ${from}`)).rows[0]?.version;
  const saved = await version("version from webhook_settings");
  const acknowledged = () =>
    version(`settings_version as version from dispatcher where id = ${dispatcherId}`);

  lanes.keepOnly([endpointId]);
  const asked = lanes.requests(true, 0);
  const reloaded = snapshot.reload(registration).then(() => "has reloaded");
  expect(await Promise.race([isWaitedFor, reloaded])).toBe("waits for the claim");
  expect(await acknowledged()).not.toBe(saved);

  // It claimed two; one of them a save cancelled meanwhile.
  await addDeliveries([endpointId], 2, { hint: false });
  const held = (await openAttempts(database(), dispatcherId)).map(
    (attempt) =>
      ({
        ...attempt,
        dispatcherId,
        endpointId,
        validatedAtMs: performance.now(),
      }) as HeldDelivery,
  );
  const [kept, cancelled] = held;
  await database().query(
    `update delivery set status = 'cancelled', cancel_reason = 'url_removed', done_at = now(), ${setUnclaimed} where id = $1`,
    [cancelled?.deliveryId],
  );
  lanes.enqueueClaimed(asked, held);
  ended();
  await reloaded;
  expect(lanes.waiting()).toEqual([kept]);
  expect(released).toEqual([cancelled]);
  expect(await acknowledged()).toBe(saved);
});

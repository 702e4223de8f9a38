import { expect, onTestFinished, test } from "vitest";
import { config } from "@/lib/config";
import { addDeliveries, addEndpoint, database } from "./fixture";
import { createHealth } from "./health";
import type { HeldDelivery } from "./held-delivery";
import { createKnownSettings } from "./known-settings";
import { createLanes } from "./lanes";
import { register } from "./register";
import { createValidity } from "./validity";

test("a reload waits for the claim under way, and looks at what that brought before it acknowledges", async () => {
  const endpointId = await addEndpoint("https://a.example.com/");
  const registration = await register(config().databaseUrl, { due() {}, settings() {}, lost() {} });
  onTestFinished(() => registration.end());
  const { dispatcherId } = registration;
  const lanes = createLanes({ maxInFlight: 64, maxPerEndpoint: 8 });
  const unwanted: HeldDelivery[] = [];
  // The claim under way, which the test ends by hand.
  let ended = () => {};
  const claim = new Promise<void>((resolve) => {
    ended = resolve;
  });
  let waitedFor = () => {};
  const isWaitedFor = new Promise<string>((resolve) => {
    waitedFor = () => resolve("waits for the claim");
  });
  const known = createKnownSettings({
    appSecret: config().appSecret,
    lanes,
    health: createHealth({ pool: database(), suspendAfterMs: 3_600_000 }),
    metrics: { settingsReloaded() {} },
    unwanted: { add: (more: HeldDelivery[]) => unwanted.push(...more) } as never,
    claiming: {
      idle() {
        waitedFor();
        return claim;
      },
      wantAll() {},
    },
    validity: createValidity(),
    uncounted: () => [],
  });
  const version = async (from: string) =>
    (await database().query<{ version: number }>(`select ${from}`)).rows[0]?.version;
  const saved = await version("version from webhook_settings");
  const acknowledged = () =>
    version(`settings_version as version from dispatcher where id = ${dispatcherId}`);

  lanes.keepOnly([endpointId]);
  const asked = lanes.wishes(true, 0);
  const reloaded = known.reload(registration).then(() => "has reloaded");
  expect(await Promise.race([isWaitedFor, reloaded])).toBe("waits for the claim");
  expect(await acknowledged()).not.toBe(saved);

  // It claimed two; one of them a save cancelled meanwhile.
  await addDeliveries([endpointId], 2, { hint: false });
  const { rows } = await database().query<{ id: string; attempts: number }>(
    `update delivery set locked_by = $1, attempts = 1, leased_until = now() + interval '30 s' returning id::text, attempts`,
    [dispatcherId],
  );
  const held = rows.map(
    ({ id, attempts }) =>
      ({
        deliveryId: id,
        attemptNumber: attempts,
        dispatcherId,
        endpointId,
        validatedAtMs: performance.now(),
      }) as HeldDelivery,
  );
  const [kept, cancelled] = held;
  await database().query(
    "update delivery set status = 'cancelled', cancel_reason = 'url_removed', done_at = now(), locked_by = null where id = $1",
    [cancelled?.deliveryId],
  );
  lanes.granted(asked, held);
  ended();
  await reloaded;
  expect(lanes.waiting()).toEqual([kept]);
  expect(unwanted).toEqual([cancelled]);
  expect(await acknowledged()).toBe(saved);
});

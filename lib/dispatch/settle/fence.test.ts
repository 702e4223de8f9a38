import { afterEach, beforeEach, expect, test } from "vitest";
import { isClaimed, isOpen, isUnclaimed } from "@/lib/attempts/state";
import { dueChannel } from "@/lib/db/locks";
import { lapseLeases } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database, removeUrl } from "@/lib/testing/delivery-rows";
import { callForReal, callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount, settingsReached } from "@/lib/testing/eventually";
import { type Receiver, repeatsIn, startReceiver } from "@/lib/testing/receiver";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});

test("a result whose lease was taken by another changes nothing", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const { begun, call } = callsByHand();
  dispatcherHere({ call });
  await addDeliveries([endpoint]);
  await eventually(async () => begun.length === 1);
  // As if this process had been stopped past its lease and another had taken the row.
  await lapseLeases(database());
  dispatcherHere();
  // The first one sweeps as well, and may be faster than the new one is there: what else it begins is ended at once.
  const deliveredByAny = (deliveries: number, where: string) =>
    eventually(async () => {
      for (const one of begun.slice(1)) one.end();
      return (await count("delivery", where)) === deliveries;
    });
  await deliveredByAny(1, "status = 'delivered' and attempts = 2");
  begun[0]?.end({ outcome: "http_error", statusCode: 500 });
  await addDeliveries([endpoint]);
  await deliveredByAny(2, "status = 'delivered'");
  const { rows } = await database().query(
    "select outcome from attempt join delivery on delivery.id = delivery_id where attempts = 2 order by number",
  );
  expect(rows).toEqual([{ outcome: "interrupted" }, { outcome: "delivered" }]);
});

test("a call under way when its URL is removed is recorded and its delivery stays cancelled", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const { begun, call } = callsByHand();
  dispatcherHere({ call });
  await addDeliveries([endpoint]);
  await eventually(async () => begun.length === 1);
  await removeUrl(endpoint);
  begun[0]?.end();
  await eventuallyCount("attempt", "outcome = 'delivered' and finished_at is not null", 1);
  expect(await count("delivery", "status = 'cancelled'")).toBe(1);
});

test("a removed URL gets nothing after the save returned, not even what was claimed already", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => ({ delayMs: 20 }));
  let begun = 0;
  const call: typeof callForReal = (held, known) => {
    if (held.endpointId === endpoint) begun += 1;
    return callForReal(held, known);
  };
  for (const _ of [1, 2]) dispatcherHere({ maxPerEndpoint: 4, call });
  await addDeliveries([endpoint], 400);
  await receiver.until((received) => received.length >= 20);
  await removeUrl(endpoint);
  const begunBefore = begun;
  const [lastId] = await addDeliveries([await addEndpoint(`${receiver.url}/other`)]);
  await eventuallyCount("delivery", `event_id = '${lastId}' and status = 'delivered'`, 1);
  await eventuallyCount("attempt", isOpen(), 0);
  // A call that had begun may still arrive; what had only been claimed (16 for each dispatcher) may not even begin.
  expect(begun).toBe(begunBefore);
  // An attempt that never began shows nowhere: each one left was received.
  const received = receiver.received.filter((one) => one.path.startsWith("/in")).length;
  expect(await count("attempt", "true")).toBe(received + 1);
  expect(repeatsIn(receiver.received)).toBe(0);
  await eventually(async () => (await count("delivery", `endpoint_id = ${endpoint} and attempts > 1`)) === 0);
});

test("a suspension acknowledged by all takes effect on what is held", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const { begun, call } = callsByHand();
  dispatcherHere({ call, maxPerEndpoint: 4 });
  await addDeliveries([endpoint], 40);
  await eventually(async () => begun.length === 4 && (await count("delivery", isClaimed())) === 16);
  const { rows } = await database().query<{ version: number }>(
    "with gone as (update endpoint set state = 'suspended') update webhook_settings set version = version + 1 returning version",
  );
  await settingsReached(rows[0]?.version ?? 0);
  for (const one of begun) one.end();
  await eventuallyCount("delivery", "status = 'delivered'", 4);
  await eventuallyCount("delivery", `status = 'pending' and ${isUnclaimed()} and attempts = 0`, 36);
  expect(begun).toHaveLength(4);
  expect(await count("attempt", "true")).toBe(4);
});

test("two dispatchers share 5,000 deliveries without one repeat", async () => {
  const endpoints = await Promise.all(
    Array.from({ length: 20 }, (_, n) => addEndpoint(`${receiver.url}/ep/${n}`)),
  );
  for (const _ of [1, 2]) dispatcherHere({ maxInFlight: 32 });
  await addDeliveries(endpoints, 250);
  await eventuallyCount("delivery", "status = 'delivered'", 5_000);
  expect(receiver.received).toHaveLength(5_000);
  expect(repeatsIn(receiver.received)).toBe(0);
  expect(await count("attempt", "number = 1 and outcome = 'delivered'")).toBe(5_000);
  const { rows } = await database().query("select dispatcher_id from attempt group by 1");
  expect(rows).toHaveLength(2);
});

test("when the LISTEN connection is killed, calls under way are not repeated and hints are heard again", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => ({ delayMs: 300 }));
  const dispatcher = dispatcherHere();
  dispatcherHere();
  await addDeliveries([endpoint], 4);
  await receiver.until((received) => received.length === 4);
  const before = dispatcher.identity();
  await database().query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'callboard-dispatcher-life' and datname = current_database()",
  );
  await eventually(async () => dispatcher.identity() !== null && dispatcher.identity() !== before);
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 4);
  await addDeliveries([endpoint]);
  await receiver.until((received) => received.length === 5);
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 5);
  // The old identities are cleared away.
  await eventuallyCount("dispatcher", "true", 2);
});

test("stopping gives back what was claimed and not begun, as if it had never been claimed", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const { begun, call } = callsByHand();
  const dispatcher = dispatcherHere({ call, maxPerEndpoint: 4 });
  await addDeliveries([endpoint], 40);
  await eventually(async () => begun.length === 4 && (await count("delivery", "attempts = 1")) === 16);
  const stopped = dispatcher.stop();
  await eventuallyCount("delivery", "attempts = 1", 4);
  await eventuallyCount("delivery", `attempts = 0 and ${isUnclaimed()} and next_at <= now()`, 36);
  await database().query("select pg_notify($1, '')", [dueChannel]);
  for (const one of begun) one.end();
  await stopped;
  expect(begun).toHaveLength(4);
  expect(await count("delivery", "status = 'delivered'")).toBe(4);
  expect(await count("attempt", "outcome = 'delivered'")).toBe(4);
  expect(await count("dispatcher", `id = ${begun[0]?.held.dispatcherId}`)).toBe(0);
});

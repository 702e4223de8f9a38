import { expect, test } from "vitest";
import type { FinishedCall, HeldDelivery } from "@/lib/dispatch/held-delivery";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { delivered } from "@/lib/testing/dispatchers";
import { settleCalls } from "./settle";

/** The result of a call to the first attempt of this delivery, made by that dispatcher. */
function resultOf(deliveryId: string, endpointId: number, dispatcherId: number, cause: string): FinishedCall {
  const held = {
    deliveryId,
    endpointId,
    dispatcherId,
    attemptNumber: 1,
    eventType: "created",
    resendBy: null,
    resendFrom: null,
  } as HeldDelivery;
  const record = { ...delivered, cause };
  return {
    held,
    record,
    startedAtMs: performance.now(),
    finishedAtMs: performance.now(),
    failureCounts: false,
    ownScheduleMs: null,
  };
}

test("an attempt that a save has put on record is completed by the dispatcher that makes its call, by no other", async () => {
  const endpointId = await addEndpoint("https://a.example.com/");
  await addDeliveries([endpointId], 1, { hint: false });
  // As a save leaves it that cancels a delivery in mid-call.
  const { rows } = await database().query<{ id: string }>(
    `with cancelled as (
       update delivery set status = 'cancelled', cancel_reason = 'url_removed', attempts = 1, done_at = now() returning id
     )
     insert into attempt (delivery_id, number, dispatcher_id) select id, 1, 1 from cancelled returning delivery_id::text as id`,
  );
  const deliveryId = rows[0]?.id ?? "";
  const attempts = async () =>
    (await database().query("select dispatcher_id as by, outcome, cause from attempt")).rows;

  await settleCalls(database(), [resultOf(deliveryId, endpointId, 2, "another's")], []);
  expect(await attempts()).toEqual([{ by: 1, outcome: "in_progress", cause: null }]);
  await settleCalls(database(), [resultOf(deliveryId, endpointId, 1, "its own")], []);
  expect(await attempts()).toEqual([{ by: 1, outcome: "delivered", cause: "its own" }]);
  await settleCalls(database(), [resultOf(deliveryId, endpointId, 1, "once more")], []);
  expect(await attempts()).toEqual([{ by: 1, outcome: "delivered", cause: "its own" }]);
});

import { expect, test } from "vitest";
import { recordOpen } from "@/lib/attempts/open";
import { attemptColumns } from "@/lib/attempts/state";
import { endDeliveries } from "@/lib/cancellations/end-deliveries";
import { validForMs } from "@/lib/dispatch/held-delivery";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { createValidity } from "./validity";

/** Two clocks that the test moves. */
function clocks() {
  const at = { monotonicMs: 1_000, wallMs: 1_800_000_000_000 };
  const validity = createValidity({ monotonicMs: () => at.monotonicMs, wallMs: () => at.wallMs });
  const pass = (ms: number, wallMs = ms) => {
    at.monotonicMs += ms;
    at.wallMs += wallMs;
    return validity.endedAtMs();
  };
  return { at, pass };
}

test("a claim allows a call for 2.5 seconds while both clocks run", () => {
  const { pass } = clocks();
  expect(pass(100)).toBe(1_100 - 2_500);
  expect(pass(2_500)).toBe(1_100);
});

test("after a pause of the machine nothing claimed before it may be called, whichever clock shows it", () => {
  for (const jumpMs of [3_600_000, 400, -3_600_000]) {
    const { at, pass } = clocks();
    expect(pass(10, 10 + jumpMs)).toBe(at.monotonicMs);
    const wokenAtMs = at.monotonicMs;
    // What is claimed or validated from here on counts as usual.
    expect(pass(1_000)).toBe(wokenAtMs);
    expect(pass(validForMs)).toBe(at.monotonicMs - validForMs);
  }
});

test("a clock that is slewed does not look like a pause", () => {
  const { at, pass } = clocks();
  for (let n = 0; n < 1_000; n += 1) expect(pass(100, 105)).toBe(at.monotonicMs - validForMs);
});

test("what a dispatcher holds when its machine wakes up is looked at again before its call", async () => {
  const endpoint = await addEndpoint("http://127.0.0.1:9/in");
  const { begun, call } = callsByHand();
  let asleepMs = 0;
  dispatcherHere({ call, maxPerEndpoint: 1, wallMs: () => Date.now() + asleepMs });
  await addDeliveries([endpoint], 3);
  await eventually(async () => begun.length === 1 && (await count("delivery", "attempts = 1")) === 3);
  // During the pause a save waited for this dispatcher in vain and cancelled one of the two that wait here.
  const { rows } = await database().query<{ id: string }>(
    `with covered as materialized (
       select ${attemptColumns}, 1 as cancellation_id, 'url_removed'::cancel_reason as reason, true as under_way from delivery
       where id = (select min(id) from delivery where id <> $1::bigint)
     ), open as (${recordOpen("covered")}), ended as (${endDeliveries("covered")})
     select id from ended`,
    [begun[0]?.held.deliveryId],
  );
  asleepMs = 3_600_000;
  begun[0]?.end();
  await eventually(async () => begun.length === 2);
  begun[1]?.end();
  await eventuallyCount("delivery", "status = 'delivered'", 2);
  expect(begun.map(({ held }) => held.deliveryId)).not.toContain(rows[0]?.id);
});

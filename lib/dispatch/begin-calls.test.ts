import { expect, test } from "vitest";

import { createValidity } from "@/lib/dispatch/claim/validity";
import { callsByHand } from "@/lib/testing/dispatchers";
import { type Call, createCalls } from "./begin-calls";
import { type FinishedCall, type HeldDelivery, validForMs } from "./held-delivery";
import { createMetrics } from "./metrics";
import type { EndpointSnapshot } from "./read-snapshot";
import { createState } from "./state";

/** What begins calls, with one probed endpoint that is known, and what it hands on. */
function probing(call: Call) {
  const state = createState({ maxInFlight: 4, maxPerEndpoint: 2 });
  const endpoint = {
    endpointId: 1,
    url: "http://127.0.0.1:9/",
    state: "probing",
    failures: 20,
    recoveredAtMs: null,
  };
  state.endpoints.set(1, endpoint as unknown as EndpointSnapshot);
  const [released, settled]: [HeldDelivery[], FinishedCall[]] = [[], []];
  const calls = createCalls({
    state,
    call,
    settler: { add: (one) => settled.push(one), unsettledCount: () => 0 },
    metrics: createMetrics(),
    releaseQueue: { add: (more) => released.push(...more) },
    validity: createValidity(),
    wake: { soon() {} },
  });
  return { state, released, settled, ...calls };
}

const probe = (validatedAtMs: number, endpointId = 1) =>
  ({ deliveryId: "7", endpointId, isProbe: true, resendBy: null, validatedAtMs }) as HeldDelivery;

test("a probe that was claimed more than 2.5 seconds ago is not called, but released", async () => {
  const { begun, call } = callsByHand();
  const { beginProbe, released, state } = probing(call);
  const late = probe(performance.now() - validForMs);
  beginProbe(late);
  expect([begun.length, released, state.lanes.callingCount()]).toEqual([0, [late], 0]);
});

test("a probe's call uses a slot until its result is handed on", async () => {
  const { begun, call } = callsByHand();
  const { beginProbe, released, settled, state } = probing(call);
  const held = probe(Number.POSITIVE_INFINITY);
  beginProbe(held);
  expect([begun.length, released, state.lanes.callingCount(), state.calling.has(held)]).toEqual([
    1,
    [],
    1,
    true,
  ]);
  begun[0]?.end({ outcome: "http_error", statusCode: 500 });
  await expect.poll(() => settled.length).toBe(1);
  expect(settled[0]).toMatchObject({ held, failureCounts: true, record: { statusCode: 500 } });
  expect([state.lanes.callingCount(), state.calling.size]).toEqual([0, 0]);
  expect(state.endpoints.get(1)?.failures).toBe(21);
});

test("a probe of an endpoint that is known no more is released, and uses no slot", () => {
  const { begun, call } = callsByHand();
  const { beginProbe, released, state } = probing(call);
  const held = probe(Number.POSITIVE_INFINITY, 2);
  beginProbe(held);
  expect([begun.length, released, state.lanes.callingCount()]).toEqual([0, [held], 0]);
});

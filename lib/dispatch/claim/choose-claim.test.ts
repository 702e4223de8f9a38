import { expect, test } from "vitest";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import type { EndpointSnapshot } from "@/lib/dispatch/read-snapshot";
import { createState } from "@/lib/dispatch/state";
import { chooseClaim } from "./choose-claim";

/** What is known of an active endpoint, and of one that is probed. */
function known() {
  const state = createState({ maxInFlight: 4, maxPerEndpoint: 2 });
  for (const [endpointId, is] of [
    [1, "active"],
    [2, "probing"],
  ] as const)
    state.endpoints.set(endpointId, { endpointId, state: is } as EndpointSnapshot);
  state.lanes.keepOnly([1]);
  return state;
}

test("probes are claimed first, once for each time that pauses may be over", () => {
  const [state, expected] = [known(), { all: false, probes: true, resendsAreNext: false }];
  expect(chooseClaim(expected, state, 0)).toEqual({ kind: "probes", endpointIds: [2], maxProbes: 4 });
  expect(expected.probes).toBe(false);
  expect(chooseClaim(expected, state, 0)).toBeNull();
});

test("a claim of probes that can begin nothing is none: the loop would ask for the next without end", () => {
  const expected = { all: false, probes: true, resendsAreNext: false };
  expect(chooseClaim(expected, known(), 4)).toBeNull();
  expect(expected.probes).toBe(false);
});

test("live deliveries and bulk resends take turns, and what one has none of is the other's", () => {
  const [state, expected] = [known(), { all: true, probes: false, resendsAreNext: false }];
  state.lanes.resends.expectBacklog();
  const kinds = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const claim = chooseClaim(expected, state, 0);
    kinds.push([claim?.kind ?? null, expected.all, expected.resendsAreNext]);
    if (claim?.kind === "resends") state.lanes.resends.enqueueClaimed(claim.requests, [] as HeldDelivery[]);
    expected.all = turn === 2;
  }
  expect(kinds).toEqual([
    ["live", false, true],
    ["resends", false, false],
    [null, false, false],
    ["live", false, true],
  ]);
});

import type { DispatcherState } from "@/lib/dispatch/state";
import type { ClaimRequest } from "./lane";
import type { ResendRequest } from "./resend-queue";

/** What may be due, as far as this process was told. */
export type Expected = {
  /** Any endpoint may have something due, also what its last claim passed by. */
  all: boolean;
  /** Pauses between probes may be over. */
  probes: boolean;
  /** The last claim was for live deliveries. */
  resendsAreNext: boolean;
};

/** One claim, and what it asks for. */
export type Claim =
  | { kind: "live"; requests: ClaimRequest[] }
  | { kind: "resends"; requests: ResendRequest[] }
  | { kind: "probes"; endpointIds: number[]; maxProbes: number };

type Known = Pick<DispatcherState, "endpoints" | "lanes">;

/**
 * What is worth claiming now: probes first, then live deliveries and bulk resends in turn. Notes in `expected` what is asked for.
 * @returns null when nothing is. A claim that asks for nothing would wake the loop, which would ask for the next one without end.
 */
export function chooseClaim(expected: Expected, known: Known, unsettled: number): Claim | null {
  const probes = expected.probes ? chooseProbes(expected, known, unsettled) : null;
  if (probes) return probes;
  return expected.resendsAreNext
    ? (chooseResends(expected, known) ?? chooseLive(expected, known, unsettled))
    : (chooseLive(expected, known, unsettled) ?? chooseResends(expected, known));
}

function chooseProbes(expected: Expected, { endpoints, lanes }: Known, unsettled: number): Claim | null {
  expected.probes = false;
  const endpointIds = [...endpoints.values()]
    .filter(({ state, endpointId }) => state === "probing" && lanes.mayProbe(endpointId))
    .map(({ endpointId }) => endpointId);
  const maxProbes = lanes.openSlots(unsettled);
  return endpointIds.length > 0 && maxProbes > 0 ? { kind: "probes", endpointIds, maxProbes } : null;
}

function chooseLive(expected: Expected, { lanes }: Known, unsettled: number): Claim | null {
  const isWorthIt = (expected.all && lanes.hasCapacity(unsettled)) || lanes.shouldRefill(unsettled);
  if (!isWorthIt) return null;
  const requests = lanes.requests(expected.all, unsettled);
  expected.all = false;
  if (requests.length === 0) return null;
  expected.resendsAreNext = true;
  return { kind: "live", requests };
}

function chooseResends(expected: Expected, { lanes }: Known): Claim | null {
  expected.resendsAreNext = false;
  const requests = lanes.resends.requests();
  return requests.length === 0 ? null : { kind: "resends", requests };
}

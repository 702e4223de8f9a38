import type pg from "pg";
import type { Calls } from "@/lib/dispatch/begin-calls";
import type { Metrics } from "@/lib/dispatch/metrics";
import type { DispatcherState } from "@/lib/dispatch/state";
import type { Claim } from "./choose-claim";
import { claimDue } from "./claim";
import { claimProbes } from "./claim-probe";
import { claimResends } from "./claim-resends";
import { type ClaimRequest, type Cursor, theBeginning } from "./lane";
import type { ReleaseQueue } from "./release-queue";
import type { createResendPolling } from "./resend-polling";
import type { ResendRequest } from "./resend-queue";

/** What a claim works with. */
export type ClaimParts = {
  pool: pg.Pool;
  state: Pick<DispatcherState, "endpoints" | "inOrder" | "lanes">;
  /** Gets a claimed probe, whose call is to begin at once. */
  calls: Pick<Calls, "beginProbe">;
  metrics: Pick<Metrics, "claimed">;
  /** Gets what was claimed and has no lane any more. */
  releaseQueue: Pick<ReleaseQueue, "add">;
  resendPolling: ReturnType<typeof createResendPolling>;
};

/** Where what is pending begins for each endpoint, as last seen (docs/decisions/0037). */
export type PendingFrom = ReadonlyMap<number, Cursor>;

/** Claims, in one statement, and hands on what came: to the lanes, to the bulk resends, or to the calls. */
export function runClaim(
  parts: ClaimParts,
  claim: Claim,
  dispatcherId: number,
  pendingFrom: PendingFrom,
): Promise<void> {
  switch (claim.kind) {
    case "live":
      return claimLive(parts, claim.requests, dispatcherId, pendingFrom);
    case "resends":
      return claimBulk(parts, claim.requests, dispatcherId);
    case "probes":
      return claimAndProbe(parts, claim, dispatcherId, pendingFrom);
  }
}

async function claimLive(
  { pool, state, metrics, releaseQueue }: ClaimParts,
  requests: ClaimRequest[],
  dispatcherId: number,
  pendingFrom: PendingFrom,
): Promise<void> {
  const begun = requests.map((request) => ({
    ...request,
    after: request.after ?? beginningOf(pendingFrom, request.lane.endpointId),
  }));
  const cancelling = requests.some(({ lane }) => state.endpoints.get(lane.endpointId)?.isCancelling ?? true);
  const askedAtMs = performance.now();
  const { claimed, ended } = await claimDue(pool, dispatcherId, begun, {
    inOrder: state.inOrder,
    cancelling,
  });
  metrics.claimed(performance.now() - askedAtMs, claimed.length);
  releaseQueue.add(state.lanes.enqueueClaimed(requests, claimed, ended));
}

async function claimBulk(
  { pool, state, releaseQueue, resendPolling }: ClaimParts,
  requests: ResendRequest[],
  dispatcherId: number,
): Promise<void> {
  const { claimed, ended } = await claimResends(pool, dispatcherId, requests);
  releaseQueue.add(state.lanes.resends.enqueueClaimed(requests, claimed, ended));
  resendPolling.claimed(claimed.length + ended.length > 0);
}

async function claimAndProbe(
  { pool, state, calls }: ClaimParts,
  { endpointIds, maxProbes }: { endpointIds: number[]; maxProbes: number },
  dispatcherId: number,
  pendingFrom: PendingFrom,
): Promise<void> {
  const { inOrder } = state;
  const requests = endpointIds.map((endpointId) => ({
    endpointId,
    after: beginningOf(pendingFrom, endpointId),
  }));
  for (const held of await claimProbes(pool, dispatcherId, requests, { inOrder, maxProbes })) {
    calls.beginProbe(held);
  }
}

const beginningOf = (pendingFrom: PendingFrom, endpointId: number) =>
  pendingFrom.get(endpointId) ?? theBeginning;

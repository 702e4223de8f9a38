import type pg from "pg";
import { recordLapsed } from "@/lib/attempts/interrupt";
import { setClaimed } from "@/lib/attempts/open";
import { attemptColumns, isClaimable } from "@/lib/attempts/state";
import { endDeliveries } from "@/lib/cancellations/end-deliveries";
import { earlierOfItsInstance } from "@/lib/db/earlier-delivery";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { type ClaimRequest, type Scanned, theBeginning } from "./lane";

/**
 * Of the rows of `due` those that a running cancellation covers (docs/decisions/0031), in a statement whose `$2` are the endpoints.
 * As a rule no cancellation runs, and then this is a look into an empty index. Only what is `cancellable` is ended: no undo of its
 * cancellation commits before the claim has, so the undo finds it. The rest is left to the cancellation's steps, or is wanted again.
 */
export const coveredDue = `running as materialized (
  select id, endpoint_id, event_type, until_id, reason from cancellation
  where state = 'running' and endpoint_id = any ($2::int[])
), covered as materialized (
  select distinct on (due.id) due.id, due.endpoint_id, due.event_id, due.next_at, running.id as cancellation_id, running.reason,
    false as under_way
  from running join due on due.endpoint_id = running.endpoint_id and due.id <= running.until_id
    and coalesce(due.cancellation_id, 0) < running.id
  where running.event_type = (select event_type from event where id = due.event_id)
  order by due.id, running.id
), still_running as materialized (
  select id from cancellation
  where id = any (array(select distinct cancellation_id from covered)) and state = 'running'
  for share skip locked
), cancellable as materialized (
  select * from covered where cancellation_id in (select id from still_running)
)`;

type ClaimOptions = {
  inOrder: boolean;
  /** A cancellation may be running for one of the endpoints. */
  cancelling: boolean;
};

/** What the claim of each delivery needs of it. */
export const dueColumns = `${attemptColumns}, endpoint_id, event_id, next_at, cancellation_id`;

/**
 * The end of a statement that claims the rows of its `due`, for the dispatcher `$1`.
 * @param which uncovered: those that are `covered` are passed by, and cancelled where they are `cancellable`: a claim never
 *   reads past them twice; all: nothing in `due` can be covered
 */
export const claimDueRows = (which: "uncovered" | "all") => `claimed as (
  update delivery
  set ${setClaimed("$1")}
  where id = any (array(select id from due${which === "all" ? "" : " where not exists (select from covered where covered.id = due.id)"}))
  returning id, endpoint_id, event_id, attempts, next_at, resend_by, resend_from
), closed as (${recordLapsed("due")}
)${which === "all" ? allClaimed : claimedOrEnded}
select scanned.id::text as "deliveryId", scanned.attempts as "attemptNumber", scanned.endpoint_id as "endpointId",
  scanned.next_at::text as "dueAt", 1000 * extract(epoch from now() - scanned.next_at)::float8 as "overdueMs",
  scanned.resend_by as "resendBy", scanned.resend_from as "resendFrom", scanned.is_ended as "isEnded",
  event.id as "eventId", event.event_type as "eventType", event.instance_id as "instanceId", event.process_name as "processName"
from scanned cross join lateral (select * from event where id = scanned.event_id limit 1) as event
order by scanned.next_at, scanned.id`;

const allClaimed = ", scanned as (select *, false as is_ended from claimed)";

const claimedOrEnded = `, ended as (
  ${endDeliveries("cancellable")}
), scanned as (
  select id, endpoint_id, event_id, attempts, next_at, resend_by, resend_from, false as is_ended from claimed
  union all
  select id, endpoint_id, event_id, null, next_at, null, null, true from covered
)`;

/**
 * Takes each endpoint's share of what is due, in one short transaction, and counts the attempt up: from its commit on the row says that
 * this attempt is under way and by whom (docs/decisions/0010, 0012, 0037). Rows are leased, not moved, so they stay in the index.
 * Tables are reached by key, through `any (array(…))` or laterally: the plan is made once for each connection, perhaps while they
 * are empty. Only where a cancellation is known to run is its cost paid, a sixth of a small claim; else such endpoints are passed by.
 */
const claimStatement = ({ inOrder, cancelling }: ClaimOptions) => `
with due as materialized (
  select job.*
  from unnest($2::int[], $3::int[], $4::timestamptz[], $5::bigint[]) as request (endpoint_id, max_rows, after_at, after_id)
    cross join lateral (
      select ${dueColumns}
      from delivery
      where endpoint_id = request.endpoint_id and done_at is null
        and next_at <= now() and (next_at, id) > (request.after_at, request.after_id)
        and ${isClaimable()} and resend_job is null
        and exists (select from endpoint where id = request.endpoint_id and state = 'active')
        ${cancelling ? "" : hasNoCancellation}
        ${inOrder ? isFirstOfItsInstance("request.endpoint_id") : ""}
      order by next_at, id
      limit request.max_rows
      for no key update skip locked
    ) as job
), ${cancelling ? `${coveredDue}, ${claimDueRows("uncovered")}` : claimDueRows("all")}`;

const hasNoCancellation =
  "and not exists (select from cancellation where endpoint_id = request.endpoint_id and state = 'running')";

/** Where order is kept, a delivery waits while an earlier one of its instance to the same endpoint is pending (docs/decisions/0014). */
export function isFirstOfItsInstance(endpointId: string): string {
  return `and (order_key is null or not exists ${earlierOfItsInstance(endpointId)})`;
}

const statement = (name: string, options: ClaimOptions) => ({ name, text: claimStatement(options) });

const statements = {
  anyOrder: statement("claim", { inOrder: false, cancelling: false }),
  inOrder: statement("claim-in-order", { inOrder: true, cancelling: false }),
  anyOrderCancelling: statement("claim-cancelling", { inOrder: false, cancelling: true }),
  inOrderCancelling: statement("claim-in-order-cancelling", { inOrder: true, cancelling: true }),
};

function statementFor({ inOrder, cancelling }: ClaimOptions) {
  if (cancelling) return inOrder ? statements.inOrderCancelling : statements.anyOrderCancelling;
  return inOrder ? statements.inOrder : statements.anyOrder;
}

/** A row of what `claimDueRows` returns: claimed, or covered by a cancellation, which leaves nothing to hold. */
export type ClaimedRow = Omit<HeldDelivery, "dispatcherId" | "claimedAtMs" | "validatedAtMs" | "isProbe"> & {
  isEnded: boolean;
};

/** Field by field: a spread of the driver's row took two kilobytes, and hundreds are held at a time. */
export function heldAs(
  row: ClaimedRow,
  { dispatcherId, claimedAtMs, isProbe }: Pick<HeldDelivery, "dispatcherId" | "claimedAtMs" | "isProbe">,
): HeldDelivery {
  return {
    deliveryId: row.deliveryId,
    attemptNumber: row.attemptNumber,
    dispatcherId,
    endpointId: row.endpointId,
    eventId: row.eventId,
    eventType: row.eventType,
    instanceId: row.instanceId,
    processName: row.processName,
    dueAt: row.dueAt,
    overdueMs: row.overdueMs,
    resendBy: row.resendBy,
    resendFrom: row.resendFrom,
    claimedAtMs,
    validatedAtMs: claimedAtMs,
    isProbe,
  };
}

/** The statement that claims what `requests` ask for, with its values. */
export function claimQuery(dispatcherId: number, requests: ClaimRequest[], options: ClaimOptions) {
  const after = requests.map((request) => request.after ?? theBeginning);
  return {
    ...statementFor(options),
    values: [
      dispatcherId,
      requests.map((request) => request.lane.endpointId),
      requests.map((request) => request.limit),
      after.map((cursor) => cursor.dueAt),
      after.map((cursor) => cursor.deliveryId),
    ],
  };
}

/**
 * Claims what `requests` ask for, oldest due first; each is on record, on disk, as under way when this returns.
 * @returns `ended`: what was scanned and a cancellation covers, which counts for what each endpoint was asked for
 */
export async function claimDue(
  pool: pg.Pool,
  dispatcherId: number,
  requests: ClaimRequest[],
  options: ClaimOptions,
): Promise<{ claimed: HeldDelivery[]; ended: Scanned[] }> {
  const claimedAtMs = performance.now();
  const { rows } = await pool.query<ClaimedRow>(claimQuery(dispatcherId, requests, options));
  const claimed = rows.flatMap((row) =>
    row.isEnded ? [] : [heldAs(row, { dispatcherId, claimedAtMs, isProbe: false })],
  );
  return { claimed, ended: rows.filter((row) => row.isEnded) };
}

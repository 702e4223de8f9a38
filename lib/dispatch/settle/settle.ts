import type pg from "pg";
import { recordResults, setUnclaimed } from "@/lib/attempts/close";
import { isHeldBy } from "@/lib/attempts/state";
import type { CallRecord } from "@/lib/callback/call-record";
import { nextWaitMs } from "@/lib/callback/retry-schedule";
import type { DeliveryStatus } from "@/lib/db/generated/enums";
import type { FinishedCall, HeldDelivery } from "@/lib/dispatch/held-delivery";
import { numbers, texts, thousandths } from "./array-literal";

/**
 * Writes each attempt, whole and once, whatever became of its delivery: a call that was made is recorded. Only where a save
 * cancelled the delivery in mid-call is there a row already, which is then completed; where somebody took the delivery over and
 * closed the attempt, the late result changes nothing. The delivery changes only where the fence holds. Rows locked by
 * somebody else just now are skipped, not waited for, so a batch can never be half of a deadlock with a save that cancels the
 * same deliveries; they come back as `busy`. Tables are reached by key, as in the claim and for the same reason.
 * What was written is counted in one row more: each attempt when its row is, each failed delivery when it is (docs/decisions/0036).
 */
const settleStatement = `
with result as materialized (
  select * from unnest(
    $1::bigint[], $2::smallint[], $3::int[], $4::attempt_outcome[], $5::int[], $6::text[], $7::text[], $8::text[],
    $9::real[], $10::real[], $11::real[], $12::real[], $13::real[], $14::text[], $15::delivery_status[],
    $16::float8[], $17::float8[], $18::float8[], $19::text[], $20::int[], $21::event_type[]
  ) with ordinality as result (delivery_id, number, dispatcher_id, outcome, status_code, request, response_headers, response_body,
    dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, cause, status, wait_ms, started_ago_ms, finished_ago_ms, resend_by,
    endpoint_id, event_type, place)
), recorded as (${recordResults("result")}
), ours as materialized (
  select result.*, delivery.resend_from
  from result cross join lateral (
    select resend_from from delivery
    where id = result.delivery_id and ${isHeldBy("result.dispatcher_id", "result.number")}
    limit 1
    for no key update skip locked
  ) as delivery
), settled as (
  update delivery
  set status = ours.status, ${setUnclaimed}, last_outcome = ours.outcome,
    last_status_code = ours.status_code, last_total_ms = ours.total_ms,
    fail_reason = case when ours.status = 'failed' then coalesce(delivery.fail_reason, 'schedule_used_up') end,
    cancel_reason = case when ours.status = 'cancelled' then delivery.cancel_reason end,
    resend_by = null, resend_from = null, resend_job = null,
    done_at = case when ours.status = 'pending' then null else now() end,
    next_at = case when ours.status = 'pending' then now() + ours.wait_ms * interval '1 ms' else next_at end
  from ours
  where delivery.id = any (array(select delivery_id from ours)) and delivery.id = ours.delivery_id
  returning delivery.id, ours.place, ours.status = 'failed' and ours.resend_from is null as failed
), counted as (
  -- The parameters as they came: what is to be done with them is done when they are folded.
  insert into stats_entry (delivery_ids, numbers, outcomes, status_codes, total_ms, finished_ago_ms, endpoint_ids, event_types,
    unrecorded, failed)
  select $1, $2, $4, $5, $13, $18, $20, $21,
    case when written.attempts < cardinality($1) then array(
      select place from result where not exists (
        select from recorded where recorded.delivery_id = result.delivery_id and recorded.number = result.number
      )
    ) end,
    written.failed
  from (
    select (select count(*) from recorded) as attempts, array(select place from settled where failed) as failed
  ) as written
  where attempts > 0 or cardinality(failed) > 0
)
select result.delivery_id::text as id
from result left join settled on settled.id = result.delivery_id
where settled.id is null`;

const stillOursStatement = `
select delivery.id::text
from unnest($1::bigint[], $2::smallint[], $3::int[]) as result (delivery_id, number, dispatcher_id)
  join delivery on delivery.id = result.delivery_id
where ${isHeldBy("result.dispatcher_id", "result.number")}`;

/** What was not written. busy: the row is locked just now, send it again; lost: the fence no longer holds. */
export type Unsettled = { busy: FinishedCall[]; lost: FinishedCall[] };

/**
 * What is to become of a delivery after this call. `waitMs` counts from the writing, by the database's clock. One that had
 * ended before somebody asked for this attempt is what it was when the attempt fails (docs/decisions/0023).
 */
export function verdictOf(
  record: CallRecord,
  { attemptNumber, resendFrom }: Pick<HeldDelivery, "attemptNumber" | "resendFrom">,
  retryScheduleMs: readonly number[],
): { status: DeliveryStatus; waitMs: number } {
  if (record.outcome === "delivered") return { status: "delivered", waitMs: 0 };
  if (resendFrom !== null) return { status: resendFrom, waitMs: 0 };
  // 410 suspends the endpoint: its deliveries stay pending and are due at once when it is resumed.
  if (record.statusCode === 410) return { status: "pending", waitMs: 0 };
  const { retryAfterMs } = record;
  const waitMs = nextWaitMs(retryScheduleMs, attemptNumber, { retryAfterMs, random: Math.random() });
  return waitMs === null ? { status: "failed", waitMs: 0 } : { status: "pending", waitMs };
}

/** Writes a batch of results in one statement, as far as their fences hold. */
export async function settleCalls(
  pool: pg.Pool,
  calls: FinishedCall[],
  retryScheduleMs: readonly number[],
): Promise<Unsettled> {
  const verdicts = calls.map((call) => verdictOf(call.record, call.held, retryScheduleMs));
  const nowMs = performance.now();
  const { rows } = await pool.query<{ id: string }>({
    name: "settle",
    text: settleStatement,
    values: [
      numbers(calls, (call) => call.held.deliveryId),
      numbers(calls, (call) => call.held.attemptNumber),
      numbers(calls, (call) => call.held.dispatcherId),
      texts(calls, (call) => call.record.outcome),
      numbers(calls, (call) => call.record.statusCode),
      texts(calls, (call) => call.record.request),
      texts(calls, (call) => call.record.responseHeaders),
      texts(calls, (call) => call.record.responseBody),
      thousandths(calls, (call) => call.record.dnsMs),
      thousandths(calls, (call) => call.record.connectMs),
      thousandths(calls, (call) => call.record.tlsMs),
      thousandths(calls, (call) => call.record.firstByteMs),
      thousandths(calls, (call) => call.record.totalMs),
      texts(calls, (call) => call.record.cause),
      texts(verdicts, (verdict) => verdict.status),
      thousandths(verdicts, (verdict) => verdict.waitMs),
      thousandths(calls, (call) => nowMs - call.startedAtMs),
      thousandths(calls, (call) => nowMs - call.finishedAtMs),
      texts(calls, (call) => call.held.resendBy),
      numbers(calls, (call) => call.held.endpointId),
      texts(calls, (call) => call.held.eventType),
    ],
  });
  if (rows.length === 0) return { busy: [], lost: [] };
  const unsettled = new Set(rows.map((row) => row.id));
  return sortUnsettled(
    pool,
    calls.filter((call) => unsettled.has(call.held.deliveryId)),
  );
}

async function sortUnsettled(pool: pg.Pool, calls: FinishedCall[]): Promise<Unsettled> {
  const { rows } = await pool.query<{ id: string }>(stillOursStatement, [
    calls.map((call) => call.held.deliveryId),
    calls.map((call) => call.held.attemptNumber),
    calls.map((call) => call.held.dispatcherId),
  ]);
  const ours = new Set(rows.map((row) => row.id));
  return {
    busy: calls.filter((call) => ours.has(call.held.deliveryId)),
    lost: calls.filter((call) => !ours.has(call.held.deliveryId)),
  };
}

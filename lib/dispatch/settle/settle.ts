import type pg from "pg";
import { completeResults, recordResults, setUnclaimed } from "@/lib/attempts/close";
import { isHeldBy } from "@/lib/attempts/state";
import type { CallRecord } from "@/lib/callback/call-record";
import { nextWaitMs } from "@/lib/callback/retry-schedule";
import { isKeyOf } from "@/lib/db/by-key";
import type { DeliveryStatus } from "@/lib/db/generated/enums";
import { isLockedOut, onOneConnection } from "@/lib/dispatch/database";
import type { FinishedCall, HeldDelivery } from "@/lib/dispatch/held-delivery";
import { numbers, texts, thousandths, words } from "./array-parameters";

/** Longer than the transactions that lock a delivery as a rule; the server looks for deadlocks after a second. */
const maxLockWaitMs = 25;

/**
 * Writes each attempt, whole and once, whatever became of its delivery, which changes only where the fence holds: then no row of
 * the attempt is there, and it is inserted. Otherwise a save may have cancelled the delivery in mid-call, which left a row that is
 * completed; where somebody took the delivery over and closed the attempt, the late result changes nothing. What was written is
 * counted in one row more (docs/decisions/0036). Tables are reached by key, as in the claim (docs/decisions/0067).
 * @param skipsLocked rows that are locked just now are passed by, and their attempts recorded all the same; otherwise the statement
 *   waits for them, and fails after `maxLockWaitMs` (docs/decisions/0051)
 */
const settleStatement = ({ skipsLocked }: { skipsLocked: boolean }) => `
with limited as materialized (
  select set_config('lock_timeout', '${maxLockWaitMs}ms', true)
), result as materialized (
  select result.*, case when webhook_signature is not null then $25::text end as user_agent from limited cross join unnest(
    $1::bigint[], $2::smallint[], $3::int[], $4::attempt_outcome[], $5::int[], $6::text[], $7::text[], $8::text[],
    $9::real[], $10::real[], $11::real[], $12::real[], $13::real[], $14::text[], $15::delivery_status[],
    $16::float8[], $17::float8[], $18::float8[], $19::text[], $20::int[], $21::event_type[], $22::boolean[],
    $23::bigint[], $24::text[]
  ) with ordinality as result (delivery_id, number, dispatcher_id, outcome, status_code, request, response_headers, response_body,
    dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, cause, status, wait_ms, started_ago_ms, finished_ago_ms, resend_by,
    endpoint_id, event_type, is_first_failure, webhook_timestamp, webhook_signature, place)
)${skipsLocked ? unlocked : ""}, settled as (
  update delivery
  set status = result.status, ${setUnclaimed}, last_outcome = result.outcome,
    last_status_code = result.status_code, last_total_ms = result.total_ms,
    fail_reason = case when result.status = 'failed' then coalesce(delivery.fail_reason, 'schedule_used_up') end,
    cancel_reason = case when result.status = 'cancelled' then delivery.cancel_reason end,
    resend_by = null, resend_from = null, resend_job = null,
    done_at = case when result.status = 'pending' then null else now() end,
    next_at = case when result.status = 'pending' then now() + result.wait_ms * interval '1 ms' else next_at end
  from ${skipsLocked ? "unlocked" : "result"} as result
  where ${isKeyOf("delivery.id", "result.delivery_id")} and ${isHeldBy("result.dispatcher_id", "result.number")}
  returning result.place, result.is_first_failure
), unsettled as materialized (
  select * from result where not exists (select from settled where settled.place = result.place)
), ${
  skipsLocked
    ? ""
    : `recorded as (${recordResults("result where exists (select from settled where settled.place = result.place)")}
), `
}completed as (
  ${completeResults(skipsLocked ? "result" : "unsettled")}
), counted as (
  -- The parameters as they came: what is to be done with them is done when they are folded.
  insert into stats_entry (delivery_ids, numbers, outcomes, status_codes, total_ms, finished_ago_ms, endpoint_ids, event_types,
    unrecorded, failed)
  select $1, $2, $4, $5, $13, $18, $20, $21, nullif(written.unrecorded, '{}'), written.failed
  from (
    select array(
      select place from ${skipsLocked ? "result" : "unsettled"} as result where not exists (
        select from completed where completed.delivery_id = result.delivery_id and completed.number = result.number
      )
    ) as unrecorded, array(select place from settled where is_first_failure) as failed
  ) as written
  where cardinality(written.unrecorded) < cardinality($1) or cardinality(failed) > 0
)
select delivery_id::text as id from unsettled`;

const unlocked = `, unlocked as materialized (
  select result.*
  from result cross join lateral (
    select from delivery
    where id = result.delivery_id and ${isHeldBy("result.dispatcher_id", "result.number")}
    limit 1
    for no key update skip locked
  ) as delivery
)`;

const waiting = { name: "settle", text: settleStatement({ skipsLocked: false }) };
const skipping = { name: "settle-unlocked", text: settleStatement({ skipsLocked: true }) };

const stillOursStatement = `
select delivery.id::text
from unnest($1::bigint[], $2::smallint[], $3::int[]) as result (delivery_id, number, dispatcher_id)
  join delivery on delivery.id = result.delivery_id
where ${isHeldBy("result.dispatcher_id", "result.number")}`;

/** What was not written. busy: the row is locked just now, send it again; lost: the fence no longer holds. */
type Unsettled = { busy: FinishedCall[]; lost: FinishedCall[] };

/** `isFirstFailure`: it had not ended before, so that it counts as failed. */
type Verdict = { status: DeliveryStatus; waitMs: number; isFirstFailure: boolean };

/**
 * What is to become of a delivery after this call. `waitMs` counts from the writing, by the database's clock. One that had
 * ended before somebody asked for this attempt is what it was when the attempt fails (docs/decisions/0023).
 */
function verdictOf(
  record: CallRecord,
  { attemptNumber, resendFrom }: Pick<HeldDelivery, "attemptNumber" | "resendFrom">,
  retryScheduleMs: readonly number[],
): Verdict {
  if (record.outcome === "delivered") return { status: "delivered", waitMs: 0, isFirstFailure: false };
  if (resendFrom !== null) return { status: resendFrom, waitMs: 0, isFirstFailure: false };
  // 410 suspends the endpoint: its deliveries stay pending and are due at once when it is resumed.
  if (record.statusCode === 410) return { status: "pending", waitMs: 0, isFirstFailure: false };
  const { retryAfterMs } = record;
  const waitMs = nextWaitMs(retryScheduleMs, attemptNumber, { retryAfterMs, random: Math.random() });
  return waitMs === null
    ? { status: "failed", waitMs: 0, isFirstFailure: true }
    : { status: "pending", waitMs, isFirstFailure: false };
}

/**
 * Writes a batch of results in one statement, as far as their fences hold.
 * @param retryScheduleMs for endpoints without a schedule of their own
 * @param skipsLocked at once, because a row was locked before; otherwise only where the statement that waits does not get its locks
 * @throws what the database throws
 */
export async function settleCalls(
  pool: pg.Pool,
  calls: FinishedCall[],
  retryScheduleMs: readonly number[],
  { skipsLocked = false }: { skipsLocked?: boolean } = {},
): Promise<Unsettled> {
  const verdicts = calls.map((call) =>
    verdictOf(call.record, call.held, call.ownScheduleMs ?? retryScheduleMs),
  );
  const values = valuesOf(calls, verdicts);
  const { rows } = await onOneConnection(pool, async (client) => {
    if (skipsLocked) return client.query<{ id: string }>({ ...skipping, values });
    return client.query<{ id: string }>({ ...waiting, values }).catch((error) => {
      if (!isLockedOut(error)) throw error;
      return client.query<{ id: string }>({ ...skipping, values: valuesOf(calls, verdicts) });
    });
  });
  if (rows.length === 0) return { busy: [], lost: [] };
  const unsettled = new Set(rows.map((row) => row.id));
  return sortUnsettled(
    pool,
    calls.filter((call) => unsettled.has(call.held.deliveryId)),
  );
}

/** The statement's parameters. Times go as how long ago they were: to be made just before they are sent. */
function valuesOf(calls: FinishedCall[], verdicts: Verdict[]): (string | Buffer | null)[] {
  const nowMs = performance.now();
  return [
    words(calls, (call) => call.held.deliveryId),
    numbers("int2", calls, (call) => call.held.attemptNumber),
    numbers("int4", calls, (call) => call.held.dispatcherId),
    words(calls, (call) => call.record.outcome),
    numbers("int4", calls, (call) => call.record.statusCode),
    texts(calls, (call) => call.record.request),
    texts(calls, (call) => call.record.responseHeaders),
    texts(calls, (call) => call.record.responseBody),
    thousandths("float4", calls, (call) => call.record.dnsMs),
    thousandths("float4", calls, (call) => call.record.connectMs),
    thousandths("float4", calls, (call) => call.record.tlsMs),
    thousandths("float4", calls, (call) => call.record.firstByteMs),
    thousandths("float4", calls, (call) => call.record.totalMs),
    texts(calls, (call) => call.record.cause),
    words(verdicts, (verdict) => verdict.status),
    numbers("float8", verdicts, (verdict) => verdict.waitMs),
    thousandths("float8", calls, (call) => nowMs - call.startedAtMs),
    thousandths("float8", calls, (call) => nowMs - call.finishedAtMs),
    texts(calls, (call) => call.held.resendBy),
    numbers("int4", calls, (call) => call.held.endpointId),
    words(calls, (call) => call.held.eventType),
    words(verdicts, (verdict) => (verdict.isFirstFailure ? "t" : "f")),
    words(calls, (call) => call.record.requestParts?.timestampS ?? null),
    texts(calls, (call) => call.record.requestParts?.signature ?? null),
    // One process has one.
    calls.find((call) => call.record.requestParts !== null)?.record.requestParts?.userAgent ?? null,
  ];
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

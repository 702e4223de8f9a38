import type pg from "pg";
import { nextWaitMs } from "@/lib/callback/retry-schedule";
import type { CallRecord } from "@/lib/net/call-record";
import type { FinishedCall } from "./held-delivery";

/**
 * Completes the attempt while it is in progress and its own, whatever became of the delivery: a call that was made is
 * recorded. The delivery changes only where the fence holds. Rows locked by somebody else just now are skipped, not waited
 * for, so a batch can never be half of a deadlock with a save that cancels the same deliveries; they come back as `busy`.
 * Tables are reached by key, as in the claim and for the same reason.
 */
const settleStatement = `
with result as materialized (
  select * from unnest(
    $1::bigint[], $2::smallint[], $3::int[], $4::attempt_outcome[], $5::int[], $6::text[], $7::text[], $8::text[],
    $9::real[], $10::real[], $11::real[], $12::real[], $13::real[], $14::text[], $15::delivery_status[],
    $16::float8[], $17::float8[], $18::float8[]
  ) as result (delivery_id, number, dispatcher_id, outcome, status_code, request, response_headers, response_body,
    dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, cause, status, wait_ms, started_ago_ms, finished_ago_ms)
), open as materialized (
  select result.*
  from result cross join lateral (
    select from attempt
    where delivery_id = result.delivery_id and number = result.number
      and dispatcher_id = result.dispatcher_id and attempt.outcome = 'in_progress'
    limit 1
    for no key update
  ) as attempt
), completed as (
  update attempt
  set outcome = open.outcome, status_code = open.status_code, request = open.request,
    response_headers = open.response_headers, response_body = open.response_body, dns_ms = open.dns_ms,
    connect_ms = open.connect_ms, tls_ms = open.tls_ms, first_byte_ms = open.first_byte_ms,
    total_ms = open.total_ms, cause = open.cause,
    started_at = now() - open.started_ago_ms * interval '1 ms',
    finished_at = now() - open.finished_ago_ms * interval '1 ms'
  from open
  where attempt.delivery_id = any (array(select delivery_id from open))
    and attempt.delivery_id = open.delivery_id and attempt.number = open.number
), ours as materialized (
  select result.*
  from result cross join lateral (
    select from delivery
    where id = result.delivery_id and locked_by = result.dispatcher_id and attempts = result.number
      and done_at is null
    limit 1
    for no key update skip locked
  ) as delivery
), settled as (
  update delivery
  set status = ours.status, locked_by = null, leased_until = null, last_outcome = ours.outcome,
    last_status_code = ours.status_code, last_total_ms = ours.total_ms,
    done_at = case when ours.status = 'pending' then null else now() end,
    next_at = case when ours.status = 'pending' then now() + ours.wait_ms * interval '1 ms' else next_at end
  from ours
  where delivery.id = any (array(select delivery_id from ours)) and delivery.id = ours.delivery_id
  returning delivery.id
)
select id::text from settled`;

const stillOursStatement = `
select delivery.id::text
from unnest($1::bigint[], $2::smallint[], $3::int[]) as result (delivery_id, number, dispatcher_id)
  join delivery on delivery.id = result.delivery_id
where delivery.locked_by = result.dispatcher_id and delivery.attempts = result.number and delivery.done_at is null`;

/** What was not written. busy: the row is locked just now, send it again; lost: the fence no longer holds. */
export type Unsettled = { busy: FinishedCall[]; lost: FinishedCall[] };

/** What is to become of a delivery after this call. `waitMs` counts from the writing, by the database's clock. */
export function verdictOf(
  record: CallRecord,
  attemptNumber: number,
  retryScheduleMs: readonly number[],
): { status: "pending" | "delivered" | "failed"; waitMs: number } {
  if (record.outcome === "delivered") return { status: "delivered", waitMs: 0 };
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
  const verdicts = calls.map((call) => verdictOf(call.record, call.held.attemptNumber, retryScheduleMs));
  const nowMs = performance.now();
  const column = <T>(read: (call: FinishedCall) => T) => calls.map(read);
  const { rows } = await pool.query<{ id: string }>({
    name: "settle",
    text: settleStatement,
    values: [
      column((call) => call.held.deliveryId),
      column((call) => call.held.attemptNumber),
      column((call) => call.held.dispatcherId),
      column((call) => call.record.outcome),
      column((call) => call.record.statusCode),
      column((call) => call.record.request),
      column((call) => call.record.responseHeaders),
      column((call) => call.record.responseBody),
      column((call) => call.record.dnsMs),
      column((call) => call.record.connectMs),
      column((call) => call.record.tlsMs),
      column((call) => call.record.firstByteMs),
      column((call) => call.record.totalMs),
      column((call) => call.record.cause),
      verdicts.map((verdict) => verdict.status),
      verdicts.map((verdict) => verdict.waitMs),
      column((call) => nowMs - call.startedAtMs),
      column((call) => nowMs - call.finishedAtMs),
    ],
  });
  if (rows.length === calls.length) return { busy: [], lost: [] };
  const settled = new Set(rows.map((row) => row.id));
  return sortUnsettled(
    pool,
    calls.filter((call) => !settled.has(call.held.deliveryId)),
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

import { isOpen, triggerOf } from "./state";

/** Assignments of an update of `delivery` after which no attempt is under way, and no result of one fits the fence. */
export const setUnclaimed = "locked_by = null, leased_until = null";

/**
 * An insert of attempts with their results, each whole and once, for deliveries whose fence held in the same statement: an attempt has
 * a row of its own only from when its delivery is not held any more.
 * @param results what is selected from: rows with the attempt's columns; times as `started_ago_ms` and `finished_ago_ms`
 */
export const recordResults = (results: string) => `
  insert into attempt (delivery_id, number, trigger, triggered_by, dispatcher_id, outcome, started_at, finished_at,
    request, user_agent, webhook_timestamp, webhook_signature, status_code, response_headers, response_body,
    dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, cause)
  select delivery_id, number, ${triggerOf("resend_by")}, resend_by, dispatcher_id, outcome, now() - started_ago_ms * interval '1 ms',
    now() - finished_ago_ms * interval '1 ms', request, user_agent, webhook_timestamp, webhook_signature, status_code, response_headers, response_body,
    dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, cause
  from ${results}`;

/**
 * As `recordResults`, for deliveries whose fence may be lost. Where a row is there already, only one that is open and of the same
 * dispatcher is completed; one that somebody closed stays. Returns what was written.
 */
export const completeResults = (results: string) => `${recordResults(results)}
  on conflict (delivery_id, number) do update
  set outcome = excluded.outcome, started_at = excluded.started_at, finished_at = excluded.finished_at,
    request = excluded.request, user_agent = excluded.user_agent, webhook_timestamp = excluded.webhook_timestamp,
    webhook_signature = excluded.webhook_signature, status_code = excluded.status_code, response_headers = excluded.response_headers,
    response_body = excluded.response_body, dns_ms = excluded.dns_ms, connect_ms = excluded.connect_ms,
    tls_ms = excluded.tls_ms, first_byte_ms = excluded.first_byte_ms, total_ms = excluded.total_ms, cause = excluded.cause
  where ${isOpen()} and attempt.dispatcher_id = excluded.dispatcher_id
  returning delivery_id, number`;

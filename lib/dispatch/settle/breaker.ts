import type pg from "pg";
import { notify, settingsChannel } from "@/lib/db/locks";
import type { FinishedCall, HeldDelivery } from "@/lib/dispatch/held-delivery";
import { failuresToProbe, probePauseMs } from "@/lib/endpoints/breaker-rules";
import { log } from "@/lib/log";
import { texts, words } from "./array-parameters";

/**
 * Counts results into the endpoints' rows and moves the circuit breaker (docs/decisions/0011), one row lock after the other in
 * the order of ids, so that dispatchers never wait for each other in a circle. Whoever moves a state tells all dispatchers.
 * While an endpoint is probed only the probe counts as a failure: calls that were under way when the breaker opened would
 * make the pauses grow. A result changes nothing about a suspended endpoint. A failed resend counts nothing, a successful one
 * shows that the endpoint answers (docs/decisions/0032).
 */
const countStatement = `
with result as materialized (
  select * from unnest($1::int[], $2::int[], $3::bool[], $4::bool[], $5::bool[], $6::text[])
    as result (endpoint_id, failed, succeeded, probed, gone, cause)
), before as materialized (
  select id, state, failures, failing_since from endpoint
  where id = any (array(select endpoint_id from result))
  order by id
  for no key update
), counted as materialized (
  select before.id, before.state as was, result.*,
    case when succeeded then failed when before.state = 'probing' and not probed then failures else failures + failed end
      as failures,
    case when succeeded and failed = 0 then null when succeeded then now() when failed = 0 then failing_since
      else coalesce(failing_since, now()) end as failing_since
  from before join result on result.endpoint_id = before.id
), judged as materialized (
  select *,
    (case
      when was = 'suspended' or gone or (failed > 0 and failing_since <= now() - $7::float8 * interval '1 ms') then 'suspended'
      when failures >= ${failuresToProbe} then 'probing'
      else 'active'
    end)::endpoint_state as becomes
  from counted
), written as (
  update endpoint
  set failures = case when was = 'active' and becomes = 'probing' then ${failuresToProbe} else judged.failures end,
    failing_since = judged.failing_since,
    state = becomes,
    state_changed_at = case when was = becomes then endpoint.state_changed_at else now() end,
    state_reason = case
      when was = 'suspended' then endpoint.state_reason
      when becomes = 'active' then null
      when gone then 'It answered 410 Gone.'
      when becomes = 'suspended' then format('Nothing but failures for %s; the last: %s', $8::text, cause)
      when failed > 0 then format('%s calls in a row failed; the last: %s', judged.failures, cause)
      else endpoint.state_reason
    end,
    probe_at = case
      when becomes <> 'probing' then null
      when was = 'active' then now() + ${probePauseMs.first} * interval '1 ms'
      when probed then now() + least(${probePauseMs.max},
        ${probePauseMs.first} * power(2, least(20, judged.failures - ${failuresToProbe}))) * interval '1 ms'
      else endpoint.probe_at
    end,
    recovered_at = case when was = 'probing' and becomes = 'active' then now() else endpoint.recovered_at end
  from judged
  where endpoint.id = judged.id
  returning endpoint.id, was, becomes, endpoint.state_reason as reason
)
select id, was, becomes, reason, ${notify("$9")} from written where was <> becomes`;

export type Breaker = ReturnType<typeof createBreaker>;

type Change = { id: number; was: string; becomes: string; reason: string | null };

/**
 * Follows how endpoints do. Costs the database nothing while all is well: only failures are counted, and the successes of
 * endpoints that are known to have failed.
 */
export function createBreaker({ pool, suspendAfterMs }: { pool: pg.Pool; suspendAfterMs: number }) {
  const failing = new Set<number>();
  /** By what was held: a record that is reduced and written again is the result of the same call. */
  const counted = new WeakSet<HeldDelivery>();

  return {
    /** Endpoints with failures on record, as read with the settings. */
    learn(endpointIds: Iterable<number>): void {
      failing.clear();
      for (const id of endpointIds) failing.add(id);
    },

    /** Whether the result of this is in its endpoint's row, or need not be. */
    hasCounted: (held: HeldDelivery): boolean => counted.has(held),

    /**
     * Counts these results, each once however often its writing is tried. To be called before they are settled: once a delivery is
     * unlocked, a claim must already see what its endpoint has become.
     */
    async count(calls: FinishedCall[]): Promise<void> {
      const uncounted = calls.filter(({ held }) => !counted.has(held));
      for (const { held, record, failureCounts } of uncounted) {
        if (failureCounts || record.statusCode === 410) failing.add(held.endpointId);
      }
      const tallies = tally(uncounted.filter(({ held }) => failing.has(held.endpointId)));
      if (tallies.length > 0) {
        const { rows } = await pool.query<Change>({
          name: "count",
          text: countStatement,
          values: [
            words(tallies, ({ endpointId }) => endpointId),
            words(tallies, ({ failed }) => failed),
            tallies.map(({ succeeded }) => succeeded),
            tallies.map(({ probed }) => probed),
            tallies.map(({ gone }) => gone),
            texts(tallies, ({ cause }) => cause),
            suspendAfterMs,
            inWords(suspendAfterMs),
            settingsChannel,
          ],
        });
        for (const { id, was, becomes, reason } of rows) {
          log.warn({ event: "endpoint.state_changed", endpointId: id, was, becomes, reason });
        }
      }
      for (const { held } of uncounted) counted.add(held);
    },
  };
}

type Tally = {
  endpointId: number;
  /** Failures since the last success among these results, or all of them. */
  failed: number;
  succeeded: boolean;
  probed: boolean;
  gone: boolean;
  cause: string;
};

function tally(calls: FinishedCall[]): Tally[] {
  const tallies = new Map<number, Tally>();
  for (const { held, record, failureCounts } of calls) {
    const { endpointId } = held;
    const one = tallies.get(endpointId) ?? {
      endpointId,
      failed: 0,
      succeeded: false,
      probed: false,
      gone: false,
      cause: "",
    };
    tallies.set(endpointId, one);
    one.probed ||= held.isProbe;
    if (record.outcome === "delivered") {
      one.succeeded = true;
      one.failed = 0;
    } else {
      one.gone ||= record.statusCode === 410;
      if (!failureCounts) continue;
      one.failed += 1;
      one.cause = record.cause;
    }
  }
  return [...tallies.values()].filter(
    ({ failed, succeeded, probed, gone }) => failed > 0 || succeeded || probed || gone,
  );
}

function inWords(ms: number): string {
  const hours = ms / 3_600_000;
  return hours >= 1 ? `${Math.round(hours)} h` : `${Math.round(ms / 1_000)} s`;
}

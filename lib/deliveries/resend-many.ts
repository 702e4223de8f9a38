import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { publicId } from "@/lib/ids";
import { conditions } from "./conditions";
import { type IdRange, idRange } from "./id-range";
import { type JobRow, type JobView, jobColumns, jobView } from "./job-view";
import type { ResendMatching } from "./schema";
import type { EndedStatus } from "./statuses";

const defaultStatus: EndedStatus = "failed";

/** So many ids a statement: however many deliveries there are, none counts for long. */
const idsPerStatement = 100_000n;

/** How many deliveries `resendMatching` would resend, as far as nothing is in the way then. @throws ForbiddenError */
export async function countMatching(actor: Actor, filter: ResendMatching): Promise<number> {
  assertCan(actor, "deliveries:read");
  return (await survey(filter)).count;
}

/**
 * Starts a job that resends all deliveries that match and have ended by now; those that failed where the filter names no status.
 * The dispatchers do it step by step (docs/decisions/0023).
 * @throws ForbiddenError
 */
export async function resendMatching(actor: Actor, filter: ResendMatching): Promise<JobView> {
  assertCan(actor, "deliveries:write");
  const { now, settingsVersion, range, count } = await survey(filter);
  const { status = defaultStatus, eventType, instanceID, processName, url, from, to } = filter;
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<JobRow>(
      `insert into resend_job (status, event_type, instance_id, process_name, url, from_at, to_at, after_id, until_id,
         settings_version, count, started_by, started_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning ${jobColumns}`,
      [
        status,
        eventType ?? null,
        instanceID || null,
        processName || null,
        url || null,
        from ?? null,
        to ?? null,
        range.after,
        range.until,
        settingsVersion,
        count,
        actor.name,
        now,
      ],
    );
    if (!rows[0]) throw new Error("The job's row came back empty.");
    const job = jobView(rows[0]);
    await recordAudit(tx, actor, {
      action: "deliveries.resend_started",
      subject: publicId("job", rows[0].id),
      after: { ...job.filter, count },
    });
    return job;
  });
}

type Survey = { now: string; settingsVersion: number; range: IdRange; count: number };

/** What there is to do, as it stands at one moment of the database's clock. */
async function survey(filter: ResendMatching): Promise<Survey> {
  const { rows } = await pool().query<{ now: string; version: number }>(
    "select now()::timestamptz(3)::text as now, version from webhook_settings where id = 1",
  );
  const { now = "", version = 0 } = rows[0] ?? {};
  const range = await idRange(pool(), filter);
  const { where, values } = conditions({ ...filter, status: filter.status ?? defaultStatus });
  const [after, until, before] = [values.length + 1, values.length + 2, values.length + 3];
  const statement = `
    select count(*)::int as n from delivery join event on event.id = delivery.event_id
    where ${where.join(" and ")} and delivery.id > $${after}::bigint and delivery.id <= $${until}::bigint
      and delivery.done_at <= $${before}::timestamptz`;
  let count = 0;
  let last = range.after;
  for (let first = await nextId(last, range.until); first !== null; first = await nextId(last, range.until)) {
    last = String(BigInt(first) + idsPerStatement - 1n);
    const end = BigInt(last) < BigInt(range.until) ? last : range.until;
    const counted = await pool().query<{ n: number }>(statement, [
      ...values,
      String(BigInt(first) - 1n),
      end,
      now,
    ]);
    count += counted.rows[0]?.n ?? 0;
  }
  return { now, settingsVersion: version, range, count };
}

/** The next id that there is, so that a span of ids long deleted is passed over in one step; null at the end. */
async function nextId(after: string, until: string): Promise<string | null> {
  const { rows } = await pool().query<{ id: string | null }>(
    "select min(id)::text as id from delivery where id > $1::bigint and id <= $2::bigint",
    [after, until],
  );
  return rows[0]?.id ?? null;
}

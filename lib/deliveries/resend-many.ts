import type { z } from "zod";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction } from "@/lib/db/pool";
import { ConflictError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { type JobRow, type JobView, jobColumns, jobView } from "./job-view";
import { listConditions } from "./list-conditions";
import { resendConditions, resendFilterOf, type resendFilterSchema } from "./resend-filter";
import { type ResendPreview, sendable } from "./resend-preview";
import { surveyDeliveries } from "./resend-survey";
import type { ResendMatching } from "./schema";
import { surveyUnsent } from "./unsent-survey";

/** How many deliveries `resendMatching` would resend, as far as nothing is in the way then. @throws ForbiddenError */
export async function countMatching(actor: Actor, filter: ResendMatching): Promise<number> {
  assertCan(actor, "deliveries:read");
  return (await surveyNarrowed(filter)).count;
}

/**
 * Starts a job that resends all deliveries that match and have ended by now; those that failed where the filter names no status.
 * The dispatchers do it step by step (docs/decisions/0023).
 * @throws ForbiddenError
 */
export async function resendMatching(actor: Actor, filter: ResendMatching): Promise<JobView> {
  assertCan(actor, "deliveries:write");
  const { now, settingsVersion, range, count } = await surveyNarrowed(filter);
  const { status = "failed", eventType, instanceID, processName, url, from, to } = filter;
  return startJob(actor, {
    state: "running",
    status,
    event_type: eventType ?? null,
    instance_id: instanceID || null,
    process_name: processName || null,
    url: url || null,
    from_at: from ?? null,
    to_at: to ?? null,
    after_id: range.after,
    until_id: range.until,
    settings_version: settingsVersion,
    count,
    started_at: now,
  });
}

type ResendFilterInput = z.output<typeof resendFilterSchema>;

/** What `resendLogged` with this filter of the log would do now. @throws ForbiddenError */
export async function previewResend(actor: Actor, input: ResendFilterInput): Promise<ResendPreview> {
  assertCan(actor, "deliveries:read");
  const filter = resendFilterOf(input);
  if (filter.status === "not_sent") {
    const { count, isComplete, types } = await surveyUnsent(filter);
    return { count, isComplete, lastAnswers: [], unsent: types };
  }
  const { count, isComplete, lastAnswers } = await surveyDeliveries(filter, resendConditions(filter));
  return { count, isComplete, lastAnswers, unsent: null };
}

/**
 * Starts a job that resends what the log shows with this filter; with `not_sent`, one that sends events which were never sent to
 * the URLs that are there for their type now (docs/decisions/0048).
 * @throws ForbiddenError; ConflictError where nothing could be sent
 */
export async function resendLogged(actor: Actor, input: ResendFilterInput): Promise<JobView> {
  assertCan(actor, "deliveries:write");
  const filter = resendFilterOf(input);
  const shared = { state: "under_way", filter: JSON.stringify(filter) };
  if (filter.status === "not_sent") {
    const { count, isComplete, types, now, settingsVersion, range } = await surveyUnsent(filter);
    if (isComplete && sendable({ count, unsent: types, isComplete, lastAnswers: [] }) === 0) {
      throw new ConflictError(
        "There is nothing to send: no event matches whose callback is switched on and has a URL.",
      );
    }
    return startJob(actor, {
      ...shared,
      status: null,
      after_id: "0",
      until_id: "0",
      after_event: range.after,
      until_event: range.until,
      settings_version: settingsVersion,
      count,
      started_at: now,
    });
  }
  const { now, settingsVersion, range, count } = await surveyDeliveries(filter, resendConditions(filter));
  return startJob(actor, {
    ...shared,
    status: filter.status,
    after_id: range.after,
    until_id: range.until,
    settings_version: settingsVersion,
    count,
    started_at: now,
  });
}

function surveyNarrowed(filter: ResendMatching) {
  const { where, values } = listConditions({ ...filter, status: filter.status ?? "failed" });
  return surveyDeliveries(filter, { where: where.join(" and "), values });
}

/** Writes the job's row, column by column, with who started it. */
async function startJob(actor: Actor, columns: Record<string, string | number | null>): Promise<JobView> {
  const row = { ...columns, started_by: actor.name };
  const names = Object.keys(row);
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<JobRow>(
      `insert into resend_job (${names.join(", ")}) values (${names.map((_, n) => `$${n + 1}`).join(", ")})
       returning ${jobColumns}`,
      Object.values(row),
    );
    if (!rows[0]) throw new Error("The job's row came back empty.");
    const job = jobView(rows[0]);
    await recordAudit(tx, actor, {
      action: job.filter.status === "not_sent" ? "events.send_started" : "deliveries.resend_started",
      subject: publicId("job", rows[0].id),
      after: { ...job.filter, count: job.count },
    });
    return job;
  });
}

import type { JobState } from "@/lib/db/generated/enums";
import type { LogFilter } from "@/lib/deliveries/log-filter";
import type { EndedStatus } from "@/lib/deliveries/statuses";
import type { EventType } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";

export const jobColumns = `id, state, status, filter, event_type, instance_id, process_name, url, from_at, to_at, count, done,
  skipped_suspended, skipped_under_way, skipped_removed, started_by, started_at, finished_at, cancelled_by, failure`;

export type JobRow = {
  id: number;
  state: JobState;
  status: EndedStatus | null;
  filter: LogFilter | null;
  event_type: EventType | null;
  instance_id: string | null;
  process_name: string | null;
  url: string | null;
  from_at: Date | null;
  to_at: Date | null;
  count: number;
  done: number;
  skipped_suspended: number;
  skipped_under_way: number;
  skipped_removed: number;
  started_by: string;
  started_at: Date;
  finished_at: Date | null;
  cancelled_by: string | null;
  failure: string | null;
};

export type JobView = ReturnType<typeof jobView>;

/** What became of the deliveries of a job, as they are now; one that was resent again since counts with its last attempt. */
export type JobResults = {
  delivered: number;
  failed: number;
  /** Not called yet, under way, or waiting for another attempt. */
  waiting: number;
  /** Ended without a call: cancelled, or expired. */
  notCalled: number;
};

export type JobWithResults = JobView & { results: JobResults };

/** A resend of many as screens and API show it; times are RFC 3339 UTC. */
export function jobView(row: JobRow) {
  const { skipped_suspended: suspended, skipped_under_way: underWay, skipped_removed: removed } = row;
  const seen = row.done + suspended + underWay + removed;
  return {
    jobID: publicId("job", row.id),
    state: row.state === "under_way" ? ("running" as const) : row.state,
    filter: {
      ...row.filter,
      status: row.status ?? ("not_sent" as const),
      eventType: row.filter?.eventType ?? row.event_type,
      instanceID: row.filter?.instanceID ?? row.instance_id,
      processName: row.filter?.processName ?? row.process_name,
      url: row.filter?.url ?? row.url,
      from: row.filter?.from ?? row.from_at?.toISOString() ?? null,
      to: row.filter?.to ?? row.to_at?.toISOString() ?? null,
    },
    /** Whether texts match a part, as in the log, or whole, as in the API. */
    matchesParts: row.filter !== null,
    // Where counting stopped early there may be more.
    count: Math.max(row.count, seen),
    done: row.done,
    skipped: {
      suspended,
      underWay,
      removed,
      /** Counted at the start, but no longer matching when the job came to them: resent or deleted meanwhile. */
      changed: row.state === "done" ? Math.max(0, row.count - seen) : 0,
    },
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    cancelledBy: row.cancelled_by,
    failure: row.failure,
  };
}

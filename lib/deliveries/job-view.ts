import type { EndedStatus } from "@/lib/deliveries/statuses";
import type { EventType } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";

export const jobColumns = `id, state, status, event_type, instance_id, process_name, url, from_at, to_at, count, done,
  skipped_suspended, skipped_under_way, skipped_removed, started_by, started_at, finished_at, cancelled_by, failure`;

export type JobRow = {
  id: number;
  state: "running" | "done" | "cancelled" | "failed";
  status: EndedStatus;
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

/** A resend of many as screens and API show it; times are RFC 3339 UTC. */
export function jobView(row: JobRow) {
  const { skipped_suspended: suspended, skipped_under_way: underWay, skipped_removed: removed } = row;
  const left = row.count - row.done - suspended - underWay - removed;
  return {
    jobID: publicId("job", row.id),
    state: row.state,
    filter: {
      status: row.status,
      eventType: row.event_type,
      instanceID: row.instance_id,
      processName: row.process_name,
      url: row.url,
      from: row.from_at?.toISOString() ?? null,
      to: row.to_at?.toISOString() ?? null,
    },
    count: row.count,
    done: row.done,
    skipped: {
      suspended,
      underWay,
      removed,
      /** Counted at the start, but no longer matching when the job came to them: resent or deleted meanwhile. */
      changed: row.state === "done" ? Math.max(0, left) : 0,
    },
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    cancelledBy: row.cancelled_by,
    failure: row.failure,
  };
}

import type { Tx } from "@/lib/db/pool";
import { slugOf } from "@/lib/instances/number";
import type { PastEvent } from "./past-events";
import { grouped, insertRows } from "./past-rows";

/** Instances as their events left them, with the numbers they used up. */
export async function addPastInstances(tx: Tx, events: readonly PastEvent[]): Promise<void> {
  const last = [...grouped(events, ({ instanceId }) => instanceId).values()].map((own) => ({
    first: own[0],
    last: own.at(-1),
  }));
  const rows = last.flatMap(({ first, last: end }) =>
    first && end
      ? [
          {
            instance_id: end.instanceId,
            process_name: end.processName,
            status: end.status,
            fields: [],
            version: end.version,
            created_at: new Date(first.atMs).toISOString(),
            updated_at: new Date(end.atMs).toISOString(),
            deleted: end.eventType === "deleted",
          },
        ]
      : [],
  );
  await insertRows(
    tx,
    "instance",
    "instance_id text, process_name text, status text, fields jsonb, version int, created_at timestamptz, updated_at timestamptz",
    rows.filter(({ deleted }) => !deleted),
  );
  await insertRows(
    tx,
    "deleted_instance",
    "instance_id text, version int, created_at timestamptz, deleted_at timestamptz",
    rows.filter(({ deleted }) => deleted).map((row) => ({ ...row, deleted_at: row.updated_at })),
  );
  const counters = [...grouped(rows, ({ process_name }) => process_name)].map(([name, own]) => ({
    slug: slugOf(name),
    last_number: own.length,
  }));
  await insertRows(tx, "instance_counter", "slug text, last_number bigint", counters);
}

import { encodeTime } from "ulid";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { NotFoundError, quoted } from "@/lib/errors";
import { isEventId } from "@/lib/ids";
import type { ListEvents } from "./schema";
import { type EventDeliveryRow, type EventRow, type EventView, eventView } from "./view";

const eventColumns = `id, event_type, instance_id, process_name, occurred_at, outcome, case when left_out is null then '[]' else (
  select coalesce(json_agg(json_build_object('id', endpoint.id, 'url', url) order by place), '[]')
  from unnest(left_out) with ordinality as left_out (id, place) join endpoint using (id)
) end as left_out`;

/**
 * One event with its deliveries; who lacks `deliveries:read` is not told which URLs they go to.
 * @throws ForbiddenError, NotFoundError
 */
export async function readEvent(actor: Actor, eventID: string): Promise<EventView> {
  assertCan(actor, "events:read");
  const { rows } = await pool().query<EventRow>(`select ${eventColumns} from event where id = $1`, [
    isEventId(eventID) ? eventID : null,
  ]);
  const [view] = await withDeliveries(actor, rows);
  if (!view) throw new NotFoundError(`There is no event ${quoted(eventID)}.`);
  return view;
}

/**
 * Events, newest first. `nextCursor` is null on the last page; what arrives meanwhile shifts nothing. Who lacks
 * `deliveries:read` is not told which URLs they went to.
 * @throws ForbiddenError
 */
export async function listEvents(
  actor: Actor,
  { limit, cursor, ...filter }: ListEvents,
): Promise<{ items: EventView[]; nextCursor: string | null }> {
  assertCan(actor, "events:read");
  const values: unknown[] = [];
  const where = ["true"];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  add(filter.instanceID, (parameter) => `instance_id = ${parameter}`);
  add(filter.eventType, (parameter) => `event_type = ${parameter}`);
  add(filter.outcome, (parameter) => `outcome = ${parameter}`);
  add(filter.from, (parameter) => `occurred_at >= ${parameter}`);
  add(filter.to, (parameter) => `occurred_at < ${parameter}`);
  add(filter.from && idAt(Date.parse(filter.from) - clocksApartMs), (parameter) => `id >= ${parameter}`);
  add(filter.to && idAt(Date.parse(filter.to) + clocksApartMs), (parameter) => `id < ${parameter}`);
  add(cursor, (parameter) => `id < ${parameter}`);
  values.push(limit + 1);
  const { rows } = await pool().query<EventRow>(
    `select ${eventColumns} from event where ${where.join(" and ")} order by id desc limit $${values.length}`,
    values,
  );
  const items = await withDeliveries(actor, rows.slice(0, limit));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.eventID ?? null) : null };
}

/**
 * An event's id begins with the time on the clock of the process that made it, `occurred_at` is the database's. Further apart
 * than a day they are not; so a span of time is a span of ids as well, and the list need not be walked from its newest end.
 */
const clocksApartMs = 86_400_000;
/** The last moment that an id can say: 48 bits of milliseconds (ULID). */
const maxIdMs = 281_474_976_710_655;

/** Where the ids of this moment begin. @param ms since 1970 */
function idAt(ms: number): string {
  return `evt_${encodeTime(Math.min(Math.max(ms, 0), maxIdMs))}`;
}

async function withDeliveries(actor: Actor, events: readonly EventRow[]): Promise<EventView[]> {
  const { rows } = await pool().query<EventDeliveryRow>(
    `select delivery.id::text, event_id, url, status, cancel_reason, fail_reason, attempts, last_outcome, last_status_code,
       delivery.created_at, done_at
     from delivery join endpoint on endpoint.id = endpoint_id where event_id = any ($1::text[]) order by delivery.id`,
    [events.map(({ id }) => id)],
  );
  const byEvent = new Map(events.map(({ id }) => [id, [] as EventDeliveryRow[]]));
  for (const row of rows) byEvent.get(row.event_id)?.push(row);
  const withReceivers = can(actor, "deliveries:read");
  return events.map((event) => eventView(event, byEvent.get(event.id) ?? [], withReceivers));
}

/**
 * SQL that picks `column` of the running cancellation that covers a delivery; null where none does. From the save's commit on
 * such a delivery is cancelled, whatever its row says still. One that was resent after the save names that cancellation, or a
 * later one, and is not covered. Of several the oldest counts: it is by it that an undo brings the delivery back
 * (docs/decisions/0031).
 * @param delivery the table or alias with the delivery's columns
 * @param eventType SQL of its event's type
 */
export function coveringCancellation(
  column: "id" | "reason",
  {
    delivery = "delivery",
    eventType,
    which = "oldest",
  }: { delivery?: string; eventType: string; which?: "oldest" | "newest" },
): string {
  return `(
    select cancellation.${column} from cancellation
    where cancellation.state = 'running' and cancellation.endpoint_id = ${delivery}.endpoint_id
      and cancellation.event_type = ${eventType} and cancellation.until_id >= ${delivery}.id
      and cancellation.id > coalesce(${delivery}.cancellation_id, 0)
    order by cancellation.id ${which === "oldest" ? "asc" : "desc"} limit 1
  )`;
}

/** SQL of the type of a delivery's event, where the event is not at hand. */
export const eventTypeOf = (delivery = "delivery") =>
  `(select event.event_type from event where event.id = ${delivery}.event_id)`;

/** What can happen to a process instance, in the order that screens show; the database's enum `event_type` is the same. Pure. */
export const eventTypes = ["created", "updated", "deleted"] as const;
export type EventType = (typeof eventTypes)[number];

export const eventTypeLabels: Record<EventType, string> = {
  created: "Created",
  updated: "Updated",
  deleted: "Deleted",
};

/** Something for each event type. */
export function byEventType<T>(make: (type: EventType) => T): Record<EventType, T> {
  return { created: make("created"), updated: make("updated"), deleted: make("deleted") };
}

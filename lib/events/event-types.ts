type EventTypeFacts = {
  /** What screens call it: "Enable Created Callback?", "Created callback URLs". */
  label: string;
  /** No instance is left after it. Any other raises its version by one, from 0. */
  endsInstance: boolean;
};

/**
 * The event types, in the order that screens show, with all that belongs to each. The key is the word that callbacks, the API, the
 * command line and the database's enum `event_type` use, and the participle of sentences (docs/decisions/0041). Pure.
 */
const facts = {
  created: { label: "Created", endsInstance: false },
  updated: { label: "Updated", endsInstance: false },
  deleted: { label: "Deleted", endsInstance: true },
} as const satisfies Record<string, EventTypeFacts>;

export type EventType = keyof typeof facts;
export const eventTypes = Object.keys(facts) as [EventType, ...EventType[]];

export const eventTypeLabels: Record<EventType, string> = byEventType((type) => facts[type].label);

/** The types after which no instance is left. */
export const endingEventTypes = eventTypes.filter((type) => facts[type].endsInstance);

/** Something for each event type. */
export function byEventType<T>(make: (type: EventType) => T): Record<EventType, T> {
  return Object.fromEntries(eventTypes.map((type) => [type, make(type)])) as Record<EventType, T>;
}

/** "created, updated and deleted", or with "or". */
export function eventTypesText(joint: "and" | "or"): string {
  return `${eventTypes.slice(0, -1).join(", ")} ${joint} ${eventTypes.at(-1)}`;
}

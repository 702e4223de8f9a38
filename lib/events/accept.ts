import { type Actor, assertCan } from "@/lib/auth/actor";
import { gather } from "@/lib/db/gather";
import { isInTransaction, pool, transactionOrPool } from "@/lib/db/pool";
import type { EventOutcome } from "./event-outcomes";
import { type NewEvent, type RecordedEvent, recordEvents } from "./record";
import type { NewEvents } from "./schema";

type Accepted = { eventID: string; outcome: EventOutcome; deliveries: number };

type Single = { actorName: string; event: NewEvent };

const recordGathered = gather<Single, RecordedEvent>({
  keyOf: ({ actorName }) => actorName,
  together: (singles) =>
    recordEvents(
      pool(),
      { name: singles[0]?.actorName ?? "" },
      singles.map(({ event }) => event),
      { posted: true },
    ),
});

/**
 * Records events of instances that are kept elsewhere, all or none, in the order given.
 * @returns one entry per event, in that order
 * @throws ForbiddenError
 */
export async function acceptEvents(actor: Actor, events: NewEvents): Promise<Accepted[]> {
  assertCan(actor, "events:write");
  const given = events.map(({ eventType, instanceID, processName }) => ({
    eventType,
    instanceId: instanceID,
    processName,
  }));
  const [first] = given;
  const recorded =
    first && given.length === 1 && !isInTransaction()
      ? [await recordGathered({ actorName: actor.name, event: first })]
      : await recordEvents(transactionOrPool(), actor, given, { posted: true });
  return recorded.map(({ eventID, outcome, endpointIds }) => ({
    eventID,
    outcome,
    deliveries: endpointIds.length,
  }));
}

import { z } from "zod";
import { type Command, read } from "@/lib/admin/command";
import { operator } from "@/lib/auth/actor";
import { NotFoundError } from "@/lib/errors";
import { acceptEvents } from "@/lib/events/accept";
import type { EventOutcome } from "@/lib/events/event-outcomes";
import { type EventType, eventTypes } from "@/lib/events/event-types";
import { newEventsSchema } from "@/lib/events/schema";
import { readInstance } from "@/lib/instances/read";
import { counted } from "@/lib/plural";

/** What an event of an instance that Callboard does not keep is of, unless it is said. */
const firstTry = "first-try";

const why = {
  dispatched: "",
  switched_off: "Nothing is sent: callbacks of this type are switched off.",
  no_urls: "Nothing is sent: no URL is entered for this type.",
  process_not_wanted: "Nothing is sent: no URL of this type wants this process.",
} satisfies Record<EventOutcome, string>;

export const triggerCommands: Command[] = eventTypes.map((eventType) => ({
  name: `trigger ${eventType}`,
  usage: "--instance ID [--process NAME]",
  about: `Records a real event, "${eventType}", as the operator: every URL entered for it is called, as often as it takes. No instance
changes. --process: by default what the instance says, else "${firstTry}".`,
  needs: ["instance"],
  takes: ["process"],
  async run({ instance, process }) {
    return trigger(eventType, z.string().parse(instance), process);
  },
}));

async function trigger(eventType: EventType, instanceID: string, process: unknown) {
  const processName = process ?? (await processOf(instanceID));
  const [event] = read(newEventsSchema, { eventType, instanceID, processName });
  if (!event) throw new Error("The event came back empty.");
  const [accepted] = await acceptEvents(operator, [event]);
  if (!accepted) throw new Error("The accepted event came back empty.");
  const { outcome, deliveries } = accepted;
  const sent = outcome === "dispatched" ? `It goes to ${counted(deliveries, "URL", "URLs")}.` : why[outcome];
  return { notes: [`Recorded. ${sent}`], out: [accepted.eventID], json: { ...event, ...accepted } };
}

async function processOf(instanceID: string): Promise<string> {
  try {
    return (await readInstance(operator, instanceID)).processName;
  } catch (error) {
    if (error instanceof NotFoundError) return firstTry;
    throw error;
  }
}

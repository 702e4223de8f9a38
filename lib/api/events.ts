import { z } from "zod";
import { attemptOutcomes } from "@/lib/callback/outcome-title";
import { CancelReason, FailReason } from "@/lib/db/generated/enums";
import { deliveryStatuses } from "@/lib/deliveries/statuses";
import { listEventsSchema, newEventsSchema } from "@/lib/events/schema";
import { type Operation, operation } from "./operation";
import { deliveryID, endpointID, eventID, eventOutcome, eventType, page, time } from "./shapes";

const tag = "Events";
const params = { eventID: "The event's id, which receivers get as webhook-id." };
const tellsReceivers =
  "Which URLs were called and what they answered is told only to those who may read deliveries (Administrator, Developer): for others `url`, `lastOutcome` and `lastStatusCode` are left out.";

const delivery = z
  .strictObject({
    deliveryID,
    status: z.enum(deliveryStatuses),
    cancelReason: z.enum(CancelReason).nullable(),
    failReason: z.enum(FailReason).nullable(),
    attemptCount: z.int().meta({ description: "Attempts begun." }),
    createdAt: time,
    doneAt: time.nullable(),
    url: z.string().optional(),
    lastOutcome: z.enum(attemptOutcomes).nullable().optional(),
    lastStatusCode: z.int().nullable().optional(),
  })
  .meta({ id: "EventDelivery" });

export const event = z
  .strictObject({
    eventID,
    eventType,
    instanceID: z.string(),
    processName: z.string(),
    occurredAt: time,
    outcome: eventOutcome,
    leftOut: z
      .array(z.strictObject({ endpointID, url: z.string() }))
      .optional()
      .meta({
        description:
          "URLs of its type that it did not go to, since their list of processes does not name this one. Only for whoever may read deliveries.",
      }),
    deliveries: z.array(delivery).meta({ description: "One for each URL, in the order they were entered." }),
  })
  .meta({ id: "Event" });

const accepted = z
  .strictObject({
    eventID,
    outcome: eventOutcome,
    deliveries: z.int().meta({ description: "How many URLs it goes to." }),
  })
  .meta({ id: "AcceptedEvent" });

export const createEventsOperation = operation({
  id: "createEvents",
  method: "POST",
  path: "/api/events",
  tag,
  permission: "events:write",
  summary: "Report events of instances that are kept elsewhere",
  description: `One event, or a list of 1 to 1,000 that is accepted as a whole or not at all. \`events\` of the answer is in the order given. Where the workspace keeps order, that is also the order in which callbacks of one instance go out.

Every event that breaks a rule is named by its path, such as \`[3].instanceID\`; after 100 problems the list says how many more there are. The body may have 8 MiB.`,
  body: newEventsSchema,
  bodyLimitKiB: 8 * 1_024,
  example: [
    { eventType: "created", instanceID: "order/4711", processName: "Order" },
    { eventType: "updated", instanceID: "order/4711", processName: "Order" },
  ],
  answers: { 202: z.strictObject({ events: z.array(accepted) }) },
});

export const listEventsOperation = operation({
  id: "listEvents",
  method: "GET",
  path: "/api/events",
  tag,
  permission: "events:read",
  summary: "List events with their deliveries, newest first",
  description: tellsReceivers,
  query: listEventsSchema,
  answers: { 200: page(event) },
});

export const readEventOperation = operation({
  id: "readEvent",
  method: "GET",
  path: "/api/events/{eventID}",
  tag,
  permission: "events:read",
  summary: "Read an event and what became of it",
  description: tellsReceivers,
  params,
  answers: { 200: event },
  problems: [404],
});

export const eventOperations: readonly Operation[] = [
  createEventsOperation,
  listEventsOperation,
  readEventOperation,
];

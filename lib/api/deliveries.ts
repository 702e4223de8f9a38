import { z } from "zod";
import { attemptOutcomes } from "@/lib/callback/outcome-title";
import { AttemptTrigger, CancelReason, FailReason } from "@/lib/db/generated/enums";
import { deliveriesQuerySchema } from "@/lib/deliveries/schema";
import { deliveryStatuses } from "@/lib/deliveries/statuses";
import { type Operation, operation } from "./operation";
import { deliveryID, endpointID, endpointState, eventID, eventType, page, time } from "./shapes";

const tag = "Deliveries";
const params = { deliveryID: "The delivery's id, such as dlv_42." };
const ms = z.number().nullable();
const outcome = z.enum(attemptOutcomes).meta({ id: "AttemptOutcome" });

const attempt = z
  .strictObject({
    number: z.int().meta({ description: "From 1." }),
    trigger: z.enum(AttemptTrigger),
    triggeredBy: z.string().nullable().meta({ description: "Who asked for it, where it is manual." }),
    outcome,
    startedAt: time,
    finishedAt: time.nullable(),
    request: z.string().nullable().meta({
      description:
        "Request line and headers as sent, the values of the URL's own masked; null while it is under way, and when nothing was sent.",
    }),
    statusCode: z.int().nullable(),
    responseHeaders: z.string().nullable(),
    responseBody: z.string().nullable().meta({ description: "Its first 16 KiB, as text." }),
    dnsMs: ms,
    connectMs: ms,
    tlsMs: ms,
    firstByteMs: ms,
    totalMs: ms,
    cause: z.string().nullable().meta({ description: "What happened, as a sentence." }),
  })
  .meta({ id: "Attempt" });

const shape = {
  deliveryID,
  eventID: eventID.meta({ description: "The webhook-id that receivers see." }),
  eventType,
  instanceID: z.string(),
  processName: z.string(),
  endpointID,
  url: z.string(),
  status: z.enum(deliveryStatuses).meta({
    description:
      "pending: waiting, under way, or waiting for a retry; the others are final until a resend. What a save has just cancelled says so at once; the filter, and counts, find it as pending until its row does.",
  }),
  beingCancelled: z.boolean().meta({
    description:
      "A save has cancelled it, or ended its resend, a moment ago: no call of it can begin any more.",
  }),
  cancelReason: z.enum(CancelReason).nullable(),
  failReason: z
    .enum(FailReason)
    .nullable()
    .meta({ description: "expired: it waited too long for a suspended URL." }),
  resendBy: z.string().nullable().meta({
    description: "While it is resent: who asked for the attempt that comes next or is under way.",
  }),
  resendFrom: z
    .enum(deliveryStatuses)
    .exclude(["pending"])
    .nullable()
    .meta({ description: "While it is resent: what it was before, and is again if the attempt fails." }),
  attemptCount: z.int().meta({ description: "Attempts begun." }),
  underWay: z.boolean(),
  nextAttemptAt: time
    .nullable()
    .meta({ description: "When the next attempt is due; null while one is under way, and when none is." }),
  lastOutcome: outcome.nullable(),
  lastStatusCode: z.int().nullable(),
  lastTotalMs: ms,
  endpoint: z
    .strictObject({
      name: z.string().nullable(),
      state: endpointState,
      reason: z.string().nullable(),
      probeAt: time.nullable(),
    })
    .meta({ description: "How its URL does now." }),
  waitsFor: deliveryID.nullable().meta({
    description: "Where order is kept: the earlier delivery of the same instance that must end first.",
  }),
  waitsForRate: z
    .strictObject({ perSecond: z.number().nullable(), atOnce: z.int().nullable() })
    .nullable()
    .meta({ description: "The rate set for its URL, where it is due and waits for its turn." }),
  createdAt: time,
  doneAt: time.nullable(),
};

const delivery = z.strictObject(shape).meta({ id: "Delivery" });
const deliveryWithAttempts = z
  .strictObject({
    ...shape,
    attempts: z.array(attempt).meta({ description: "In the order of their numbers." }),
  })
  .meta({ id: "DeliveryWithAttempts" });

export const listDeliveriesOperation = operation({
  id: "listDeliveries",
  method: "GET",
  path: "/api/deliveries",
  tag,
  permission: "deliveries:read",
  summary: "List deliveries, newest first",
  description:
    "Every filter narrows further down. `from` is inclusive and `to` exclusive; both compare with `createdAt`, when the event was recorded.",
  query: deliveriesQuerySchema,
  answers: { 200: page(delivery) },
});

export const readDeliveryOperation = operation({
  id: "readDelivery",
  method: "GET",
  path: "/api/deliveries/{deliveryID}",
  tag,
  permission: "deliveries:read",
  summary: "Read a delivery with all its attempts",
  params,
  answers: { 200: deliveryWithAttempts },
  problems: [404],
});

export const resendDeliveryOperation = operation({
  id: "resendDelivery",
  method: "POST",
  path: "/api/deliveries/{deliveryID}/resend",
  tag,
  permission: "deliveries:write",
  summary: "Make a new attempt of a delivery at once, whatever became of it",
  description: `The receiver sees the same webhook-id as before. It goes first of all that is due for its URL; where the URL is probed, as its next probe.
One that had ended gets this one attempt: when it fails, the delivery is again what it was. One that was pending goes on by the schedule.
One that was cancelled is sent although its URL is no longer entered or its callback is switched off; the next save of the URLs ends that.
409 while it is being called, while its URL is suspended, and, where order is kept, while it waits for an earlier one.`,
  params,
  answers: { 202: delivery },
  problems: [404, 409],
});

export const deliveryOperations: readonly Operation[] = [
  listDeliveriesOperation,
  readDeliveryOperation,
  resendDeliveryOperation,
];

import { z } from "zod";
import { operation } from "./operation";
import { endpointID, endpointState, eventType, page, time } from "./shapes";

const tag = "Endpoints";
const params = { endpointID: "The endpoint's id, such as ep_7." };

export const endpoint = z
  .strictObject({
    endpointID,
    url: z.string(),
    eventTypes: z
      .array(eventType)
      .meta({ description: "Types it is entered for and that are switched on; empty: it gets nothing new." }),
    state: endpointState,
    reason: z.string().optional().meta({ description: "Why it is not active." }),
    stateSince: time.nullable(),
    failures: z.int().meta({ description: "Calls that failed since the last that succeeded." }),
    probeAt: time.nullable().meta({ description: "While probing: when the next single call may go out." }),
    last24h: z.strictObject({
      delivered: z.int(),
      failed: z.int(),
      pending: z.int().meta({ description: "Waiting now, however old." }),
    }),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  })
  .meta({ id: "Endpoint" });

export const listEndpointsOperation = operation({
  id: "listEndpoints",
  method: "GET",
  path: "/api/endpoints",
  tag,
  permission: "deliveries:read",
  summary: "List every callback URL that is entered or still has something waiting",
  answers: { 200: page(endpoint) },
});

export const suspendEndpointOperation = operation({
  id: "suspendEndpoint",
  method: "POST",
  path: "/api/endpoints/{endpointID}/suspend",
  tag,
  permission: "webhooks:write",
  summary: "Stop calling an endpoint",
  description: "What is for it waits until it is resumed.",
  params,
  answers: { 200: endpoint },
  problems: [404],
});

export const resumeEndpointOperation = operation({
  id: "resumeEndpoint",
  method: "POST",
  path: "/api/endpoints/{endpointID}/resume",
  tag,
  permission: "webhooks:write",
  summary: "Call an endpoint again",
  description:
    "What waited is due at once and goes out at a rising rate. One that is probed is tried at once.",
  params,
  answers: { 200: endpoint },
  problems: [404],
});

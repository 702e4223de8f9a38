import { z } from "zod";
import { callOutcomes } from "@/lib/callback/call-record";
import { clientCertificateAnswer } from "@/lib/endpoints/certificate-schema";
import { requestHeadersAnswer } from "@/lib/endpoints/header-schema";
import {
  descriptionAnswer,
  endpointChangeSchema,
  listEndpointsSchema,
  testEndpointQuery,
} from "@/lib/endpoints/schema";
import { maxCounted } from "@/lib/stats/count";
import { type Operation, operation } from "./operation";
import { endpointID, endpointState, eventType, page, time } from "./shapes";

const tag = "Endpoints";
export const endpointParams = { endpointID: "The endpoint's id, such as ep_7." };
const params = endpointParams;

export const endpoint = z
  .strictObject({
    endpointID,
    url: z.string(),
    ...descriptionAnswer,
    processNames: z
      .array(z.string())
      .meta({ description: "The processes it is called for; empty: all of them." }),
    rate: z
      .strictObject({ perSecond: z.number().nullable(), atOnce: z.int().nullable() })
      .meta({ description: "How often it may be called at most; null: no such limit." }),
    retryPausesS: z.array(z.int()).nullable().meta({
      description: "Its own retry schedule, seconds; null: by that of the installation.",
    }),
    eventTypes: z
      .array(eventType)
      .meta({ description: "Types it is entered for and that are switched on; empty: it gets nothing new." }),
    state: endpointState,
    reason: z.string().optional().meta({ description: "Why it is not active." }),
    stateSince: time.nullable(),
    failures: z.int().meta({ description: "Calls that failed since the last that succeeded." }),
    probeAt: time.nullable().meta({ description: "While probing: when the next single call may go out." }),
    last24h: z
      .strictObject({
        delivered: z.int().meta({ description: "Callbacks delivered." }),
        failed: z.int().meta({ description: "Deliveries that failed for good." }),
        pending: z
          .int()
          .meta({ description: `Waiting now, however old; no more than ${maxCounted} are counted.` }),
        pendingAtLeast: z.boolean().meta({ description: "Whether more wait than were counted." }),
      })
      .meta({ description: "By when it ended, in the last 48 half hours, the present one included." }),
    p50Ms: z.number().nullable().meta({ description: "Time to answer in the same half hours, within 5 %." }),
    p95Ms: z.number().nullable(),
    previousSecretUntil: time.optional().meta({
      description: "After a rotation: until when callbacks carry a signature by the secret before as well.",
    }),
    requestHeaders: requestHeadersAnswer,
    clientCertificate: clientCertificateAnswer,
  })
  .meta({ id: "Endpoint" });

const ms = z
  .number()
  .nullable()
  .meta({ description: "Milliseconds; null where the call did not come to it." });

/** A call made at once and kept nowhere. */
export const testCall = z
  .strictObject({
    outcome: z.enum(callOutcomes),
    statusCode: z.int().nullable(),
    cause: z.string().meta({ description: "What happened, as a sentence." }),
    startedAt: time,
    finishedAt: time,
    request: z.string().nullable().meta({
      description: "Request line and headers as sent, a line each; the values of the URL's own are masked.",
    }),
    responseHeaders: z.string().nullable(),
    responseBody: z.string().nullable().meta({ description: "The first 16 KiB as text." }),
    dnsMs: ms,
    connectMs: ms,
    tlsMs: ms,
    firstByteMs: ms,
    totalMs: z.number(),
    signedWithOwnSecret: z
      .boolean()
      .meta({ description: "False for a URL that is not saved: a temporary secret signed." }),
  })
  .meta({ id: "TestCall" });

export const listEndpointsOperation = operation({
  id: "listEndpoints",
  method: "GET",
  path: "/api/endpoints",
  tag,
  permission: "deliveries:read",
  summary: "List every callback URL that is entered or still has something waiting",
  query: listEndpointsSchema,
  answers: { 200: page(endpoint) },
});

export const describeEndpointOperation = operation({
  id: "describeEndpoint",
  method: "PATCH",
  path: "/api/endpoints/{endpointID}",
  tag,
  permission: "webhooks:write",
  summary: "Give an endpoint a name, a note, request headers or a client certificate",
  description:
    "They stay with the URL, whatever is saved in the callback settings. What is left out stays as it is; an empty text takes it away. Request headers and client certificate count at once; no answer holds the headers' values or the key.",
  params,
  body: endpointChangeSchema,
  example: { name: "CRM production", note: "Run by the CRM team; ask them before resending." },
  answers: { 200: endpoint },
  problems: [404],
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

export const testEndpointOperation = operation({
  id: "testEndpoint",
  method: "POST",
  path: "/api/endpoints/{endpointID}/test",
  tag,
  permission: "webhooks:write",
  summary: "Send a test to an endpoint",
  description:
    "What an event would send, for an instance `callboard-test`; the answer comes when the call has ended, after about ten seconds at the latest. It counts nowhere.",
  params,
  query: testEndpointQuery,
  callsOut: true,
  answers: { 200: testCall },
  problems: [404, 409, 429],
});

export const rotateSecretOperation = operation({
  id: "rotateEndpointSecret",
  method: "POST",
  path: "/api/endpoints/{endpointID}/rotate-secret",
  tag,
  permission: "webhooks:write",
  summary: "Give an endpoint a new signing secret",
  description:
    "It counts at once. For 24 hours every callback carries two signatures, the new one first, so that receivers can change over; rotating again meanwhile ends the older secret at once.",
  params,
  answers: { 200: endpoint },
  problems: [404],
});

export const readSecretOperation = operation({
  id: "readEndpointSecret",
  method: "GET",
  path: "/api/endpoints/{endpointID}/secret",
  tag,
  // Who has the secret can sign as Callboard does: showing it is more than reading.
  permission: "webhooks:write",
  summary: "Show an endpoint's signing secret",
  description: "That it was shown is recorded.",
  params,
  answers: {
    200: z
      .strictObject({ secret: z.string().meta({ examples: ["whsec_…"] }) })
      .meta({ id: "EndpointSecret" }),
  },
  problems: [404, 409],
});

export const endpointOperations: readonly Operation[] = [
  listEndpointsOperation,
  describeEndpointOperation,
  suspendEndpointOperation,
  resumeEndpointOperation,
  testEndpointOperation,
  rotateSecretOperation,
  readSecretOperation,
];

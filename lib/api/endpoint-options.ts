import { processesBody } from "@/lib/endpoints/processes-schema";
import { rateBody } from "@/lib/endpoints/rate-schema";
import { retryBody } from "@/lib/endpoints/retry-schema";
import { endpoint, endpointParams } from "./endpoints";
import { type Operation, operation } from "./operation";

/** What is set for one URL besides what people call it. */

const tag = "Endpoints";

export const setProcessesOperation = operation({
  id: "setEndpointProcesses",
  method: "PUT",
  path: "/api/endpoints/{endpointID}/processes",
  tag,
  permission: "webhooks:write",
  summary: "Say for which processes an endpoint is called",
  description:
    "From the next event on; what already waits for it goes out. An event that every URL of its type leaves out is recorded with the outcome `process_not_wanted`.",
  params: endpointParams,
  body: processesBody,
  example: { processNames: ["Training Request"] },
  answers: { 200: endpoint },
  problems: [404],
});

export const setRateOperation = operation({
  id: "setEndpointRate",
  method: "PUT",
  path: "/api/endpoints/{endpointID}/rate",
  tag,
  permission: "webhooks:write",
  summary: "Say how often an endpoint may be called",
  description:
    "By all dispatchers together: when it answers, every call that begins keeps to it. What waits for its turn says so. Tests do not count.",
  params: endpointParams,
  body: rateBody,
  example: { perSecond: 5, atOnce: 2 },
  answers: { 200: endpoint },
  problems: [404],
});

export const setRetriesOperation = operation({
  id: "setEndpointRetrySchedule",
  method: "PUT",
  path: "/api/endpoints/{endpointID}/retry-schedule",
  tag,
  permission: "webhooks:write",
  summary: "Give an endpoint a retry schedule of its own",
  description:
    "1 to 15 pauses of 1 second to 24 hours, 7 days in all at most. A delivery that waits already goes out when it was to; its next pause is by this schedule.",
  params: endpointParams,
  body: retryBody,
  example: { pausesS: [30, 300, 3_600] },
  answers: { 200: endpoint },
  problems: [404],
});

export const endpointOptionOperations: readonly Operation[] = [
  setProcessesOperation,
  setRateOperation,
  setRetriesOperation,
];

import { z } from "zod";
import { type Operation, operation } from "./operation";

const tag = "System";

export const liveOperation = operation({
  id: "readLiveness",
  method: "GET",
  path: "/api/health/live",
  tag,
  permission: null,
  summary: "Whether the web process answers",
  description: "Says nothing of the database.",
  answers: { 200: z.strictObject({ status: z.literal("ok") }) },
});

export const readyOperation = operation({
  id: "readReadiness",
  method: "GET",
  path: "/api/health/ready",
  tag,
  permission: null,
  summary: "Whether callbacks can flow",
  description:
    "200 when the database takes changes and at least one dispatcher lives; otherwise 503, and `detail` says what is missing.",
  answers: {
    200: z.strictObject({
      status: z.literal("ok"),
      dispatchers: z.int().min(1).meta({ description: "Dispatchers alive." }),
      held: z.boolean().optional().meta({
        description:
          "Callbacks wait until an administrator says whether this database has moved or is a copy.",
      }),
    }),
  },
});

export const metricsOperation = operation({
  id: "readMetrics",
  method: "GET",
  path: "/api/metrics",
  tag,
  permission: null,
  summary: "What Prometheus scrapes",
  description: "Where `METRICS_TOKEN` is set, it is wanted as a bearer token instead of an API token.",
  answers: {
    200: z.string().meta({
      description: "Prometheus' text format, version 0.0.4.",
      contentType: "text/plain",
    }),
  },
  problems: [401],
});

export const openApiOperation = operation({
  id: "readOpenApi",
  method: "GET",
  path: "/api/openapi.json",
  tag,
  permission: null,
  summary: "This document",
  answers: {
    200: z.looseObject({
      openapi: z.literal("3.1.0"),
      info: z.looseObject({ title: z.string(), version: z.string() }),
      paths: z.looseObject({}),
    }),
  },
});

export const systemOperations: readonly Operation[] = [
  liveOperation,
  readyOperation,
  metricsOperation,
  openApiOperation,
];

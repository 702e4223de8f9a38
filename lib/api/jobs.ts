import { z } from "zod";
import { resendManySchema } from "@/lib/deliveries/schema";
import { resendableStatuses } from "@/lib/deliveries/statuses";
import { type Operation, operation } from "./operation";
import { eventType, time } from "./shapes";

const tag = "Deliveries";
const params = { jobID: "The job's id, such as job_3." };
const jobID = z
  .string()
  .regex(/^job_\d+$/)
  .meta({ examples: ["job_3"] });
const count = z.int().meta({ description: "Deliveries that match and had ended when it was counted." });

const job = z
  .strictObject({
    jobID,
    state: z.enum(["running", "done", "cancelled", "failed"]),
    filter: z.looseObject({
      status: z.enum(resendableStatuses),
      eventType: eventType.nullable(),
      instanceID: z.string().nullable(),
      processName: z.string().nullable(),
      url: z.string().nullable(),
      from: time.nullable(),
      to: time.nullable(),
    }),
    matchesParts: z.boolean().meta({
      description:
        "Started in the log: its texts match a part, in any case. Otherwise ids and names match whole.",
    }),
    count,
    done: z.int().meta({ description: "Made pending so far; what became of each, its delivery says." }),
    skipped: z.strictObject({
      suspended: z.int().meta({ description: "Their URL is suspended." }),
      underWay: z.int().meta({ description: "Somebody else was at them just then." }),
      removed: z.int().meta({
        description: "The settings were saved after the job began, and nothing asks for them any more.",
      }),
      changed: z.int().meta({
        description:
          "Once it is done: they were resent by somebody else, or deleted, before the job came to them.",
      }),
    }),
    startedBy: z.string(),
    startedAt: time,
    finishedAt: time.nullable(),
    cancelledBy: z.string().nullable(),
    failure: z.string().nullable().meta({ description: "Why it failed." }),
  })
  .meta({ id: "Job" });

export const resendManyOperation = operation({
  id: "resendDeliveries",
  method: "POST",
  path: "/api/deliveries/resend",
  tag,
  permission: "deliveries:write",
  summary: "Resend all deliveries that match, as a job",
  description: `Each gets one new attempt, as with a single resend. Without \`status\` those that failed are resent; delivered and cancelled ones only when they are named.
\`from\` is inclusive and \`to\` exclusive; both compare with \`createdAt\`. With \`dryRun\` it only counts.
The job goes on by itself, in small steps and no faster than the URLs take the calls, also after a restart. It takes what had ended when it began.`,
  body: resendManySchema,
  example: { status: "failed", from: "2026-11-24T00:00:00Z", dryRun: true },
  answers: {
    200: z
      .strictObject({ count })
      .meta({ description: "With `dryRun`: how many there are. Nothing was done." }),
    202: z.strictObject({ jobID, count }).meta({ description: "The job runs; read it for its progress." }),
  },
});

export const readJobOperation = operation({
  id: "readJob",
  method: "GET",
  path: "/api/jobs/{jobID}",
  tag,
  permission: "deliveries:read",
  summary: "Read how far a job is",
  params,
  answers: { 200: job },
  problems: [404],
});

export const cancelJobOperation = operation({
  id: "cancelJob",
  method: "POST",
  path: "/api/jobs/{jobID}/cancel",
  tag,
  permission: "deliveries:write",
  summary: "Cancel a job",
  description:
    "What it has made pending and nobody has begun to send is what it was before, and no longer counts as done. A job that has ended stays as it is, and so answers.",
  params,
  answers: { 200: job },
  problems: [404],
});

export const jobOperations: readonly Operation[] = [
  resendManyOperation,
  readJobOperation,
  cancelJobOperation,
];

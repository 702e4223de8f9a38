import { z } from "zod";
import { reconciliationSchema } from "@/lib/reconciliation/schema";
import { type Operation, operation } from "./operation";
import { eventID, time } from "./shapes";

export const reconciliation = z
  .strictObject({
    from: time,
    to: time,
    completeFrom: time.meta({
      description: "Of events before this time only the deliveries that retention has left are counted.",
    }),
    changes: z.int().meta({ description: "Events that occurred from `from` to before `to`." }),
    expected: z
      .int()
      .meta({ description: "Deliveries owed: one for each URL enabled when its event committed." }),
    delivered: z.int(),
    pending: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    notSent: z
      .strictObject({
        switched_off: z.int(),
        no_urls: z.int(),
        process_not_wanted: z
          .int()
          .optional()
          .meta({ description: "No URL wants the process. Only where there is such an event." }),
      })
      .meta({ description: "Events that went nowhere, by reason." }),
    unaccounted: z.int().meta({
      description:
        "Deliveries missing or not owed, statuses without an attempt to show for them, changes without an event. 0 when all is well; then delivered + pending + failed + cancelled = expected.",
    }),
    concerns: z
      .array(z.strictObject({ eventID: eventID.nullable(), instanceID: z.string(), problem: z.string() }))
      .meta({
        description: "What is not accounted for, at most 20 events, or instances with a change without one.",
      }),
    stats: z
      .strictObject({
        counted: z.int().meta({ description: "Attempts in the statistics." }),
        found: z.int().meta({ description: "Attempts in the log." }),
        differences: z.int().meta({ description: "Half hours of an endpoint where they differ." }),
      })
      .nullable()
      .meta({
        description:
          "The statistics that screens show against the log, of whole half hours in the span. Where they differ nothing is lost. Null where it was not compared: the log is too long for a request, or has still to be counted after an upgrade.",
      }),
  })
  .meta({ id: "Reconciliation" });

export const reconcileOperation = operation({
  id: "reconcile",
  method: "GET",
  path: "/api/reconciliation",
  tag: "Deliveries",
  permission: "deliveries:read",
  summary: "Check that every change is accounted for",
  description:
    "Counted from the tables in one snapshot. A span that holds too much to be counted within ten seconds answers 422; two at once are answered, more get 429.",
  query: reconciliationSchema,
  answers: { 200: reconciliation },
  problems: [429],
});

export const reconciliationOperations: readonly Operation[] = [reconcileOperation];

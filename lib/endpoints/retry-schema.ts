import { z } from "zod";
import { parseRetrySchedule } from "@/lib/callback/retry-schedule";
import { durationText } from "@/lib/duration";
import { reasonOf } from "@/lib/errors";
import { listSchema } from "@/lib/list-schema";

/** Bounds of a URL's own retry schedule, seconds. */
const maxPauses = 15;
const maxPauseS = 24 * 3_600;
const maxTotalS = 7 * 24 * 3_600;

const pauseError = "must be a whole number of seconds from 1 to 86,400";
const countError = `must hold 1 to ${maxPauses} pauses`;
const totalError = `must be ${durationText(maxTotalS * 1_000)} in all at most`;

const totalOf = (pauses: readonly number[]) => pauses.reduce((sum, pause) => sum + pause, 0);
const noListError = "must be a list of seconds, or null";
const pauses = listSchema(
  z.int({ error: pauseError }).min(1, { error: pauseError }).max(maxPauseS, { error: pauseError }),
  { min: 1, max: maxPauses, error: countError, typeError: noListError },
).refine((given) => totalOf(given) <= maxTotalS, { error: totalError });

/** The pauses between a URL's attempts, as programs say them. */
export const retryBody = z.strictObject({
  pausesS: pauses
    .nullable()
    // A list is looked at before zod does, which takes a nullable one for optional then.
    .nonoptional({ error: noListError })
    .meta({
      description:
        "Seconds to wait after failed attempts 1, 2, …; then the delivery has failed. Null: by the schedule of the installation.",
    }),
});

/** The same as people type it: `30s, 5m, 2h`, or nothing for the schedule of the installation. */
export const retryInput = z.strictObject({
  endpointID: z.string(),
  pauses: z
    .string()
    .trim()
    // What is wrong is told with the text: no more than 15 pauses take.
    .max(300, { error: `The schedule ${countError}.`, abort: true })
    .transform((text, context): number[] | null => {
      if (text === "") return null;
      const typed = parsed(text);
      const judged = typeof typed === "string" ? typed : pauses.safeParse(typed);
      if (typeof judged !== "string" && judged.success) return judged.data;
      const message = typeof judged === "string" ? `${judged}.` : sentenceOf(judged.error.issues[0]?.message);
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }),
});

/** Seconds, or what is wrong. */
function parsed(text: string): number[] | string {
  try {
    return parseRetrySchedule(text).map((ms) => ms / 1_000);
  } catch (error) {
    return reasonOf(error);
  }
}

/** People type units. */
const sentenceOf = (message: string | undefined) =>
  message === pauseError ? "Each pause must be from 1s to 24h." : `The schedule ${message}.`;

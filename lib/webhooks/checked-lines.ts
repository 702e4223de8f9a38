import { type Callback, webhooksErrors } from "@/lib/callback/callback-errors";
import { type CheckedLine, checkCallbackLines } from "@/lib/callback/url-lines";
import { config } from "@/lib/config";
import { InvalidError } from "@/lib/errors";
import { byEventType, type EventType, eventTypes } from "@/lib/events/event-types";
import { judgeNames } from "@/lib/net/judge-names";

/** The URLs of each event type, in their order, with the line each stands in. */
export type Lines = Record<EventType, CheckedLine[]>;

/**
 * Judges what was typed or sent by the rules of the input, and each name by where it leads now.
 * @returns the URLs, and warnings that do not prevent a save
 * @throws InvalidError with every bad line
 */
export async function checkedLines(
  input: Record<EventType, Callback>,
): Promise<{ lines: Lines; warnings: string[] }> {
  const rules = config();
  const errors = webhooksErrors(input, rules);
  if (errors.length > 0) throw new InvalidError(errors);
  const lines = byEventType((type) => checkCallbackLines(input[type].urls, rules).lines);
  const verdicts = await judgeNames(
    eventTypes.flatMap((type) => lines[type].map(({ url }) => url)),
    rules.callbackAllow,
  );
  const refusals = eventTypes.flatMap((type) =>
    lines[type].flatMap(({ line, url }) => {
      const refused = verdicts.get(url)?.refused;
      return refused ? [{ path: `${type}.urls`, line, message: `Line ${line}: ${refused}` }] : [];
    }),
  );
  if (refusals.length > 0) throw new InvalidError(refusals);
  return { lines, warnings: [...new Set([...verdicts.values()].flatMap(({ warning }) => warning ?? []))] };
}

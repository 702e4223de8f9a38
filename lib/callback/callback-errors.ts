import { type EventType, eventTypeLabels, eventTypes } from "@/lib/events/event-types";
import { checkCallbackLines, type LineError, type TypedUrls, type UrlRules } from "./url-lines";

/** What is typed or sent for one event type. */
export type Callback = { enabled: boolean; urls: TypedUrls };

/** What is wrong with the URLs of all event types under the operator's rules, one error a line. */
export function webhooksErrors(
  input: Record<EventType, Callback>,
  rules: UrlRules,
): (LineError & { path: string })[] {
  return eventTypes.flatMap((type) =>
    callbackErrors(type, input[type], rules).map((error) => ({ path: `${type}.urls`, ...error })),
  );
}

/** What is wrong with the URLs of one event type, as screens and the API show it. Without zod: the dialog ships it. Pure. */
export function callbackErrors(type: EventType, { enabled, urls }: Callback, rules: UrlRules): LineError[] {
  const { lines, errors } = checkCallbackLines(urls, rules);
  if (enabled && lines.length === 0 && errors.length === 0) {
    const message = `Callbacks are switched on for ${eventTypeLabels[type]}, but no URL is entered. Add one or switch it off.`;
    return [{ message }];
  }
  return errors;
}

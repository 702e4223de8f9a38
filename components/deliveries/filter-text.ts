import { adviceFor } from "@/lib/callback/advice";
import type { LogFilter } from "@/lib/deliveries/log-schema";
import { deliveryStatusLabels } from "@/lib/deliveries/statuses";
import { utcText } from "./utc-time";

type Filter = { [Name in keyof LogFilter]?: LogFilter[Name] | null };

const periodTexts = { "15m": "15 minutes", "1h": "hour", "24h": "24 hours", "7d": "7 days" } as const;

/**
 * Which of the log a resend of many is about, in words.
 * @param parts whether texts match a part, as in the log, or whole, as in the API
 */
export function filterText(filter: Filter, { parts = true }: { parts?: boolean } = {}): string {
  const { status, outcome, code, eventType, instanceID, processName, url, last, from, to, q, job } = filter;
  const contains = parts ? " contains" : "";
  return [
    ...(status ? [status === "not_sent" ? "Not sent" : deliveryStatusLabels[status]] : []),
    ...(outcome ? [outcomeText(outcome)] : []),
    ...(code ? [`answer ${code}`] : []),
    ...(eventType ? [`event ${eventType}`] : []),
    ...(instanceID ? [`instance${contains} ${instanceID}`] : []),
    ...(processName ? [`process${contains} ${processName}`] : []),
    ...(url ? [`URL contains ${url}`] : []),
    ...(last ? [`the last ${periodTexts[last]}`] : []),
    ...(from ? [`from ${utcText(from)}`] : []),
    ...(to ? [`before ${utcText(to)}`] : []),
    ...(q ? [`search ${q}`] : []),
    ...(job ? [`of the resend ${job}`] : []),
  ].join(", ");
}

function outcomeText(outcome: NonNullable<LogFilter["outcome"]>): string {
  if (outcome === "switched_off") return "callback switched off";
  if (outcome === "no_urls") return "no URL entered";
  return outcome === "http_error" ? "an error status" : adviceFor(outcome, null).title.toLowerCase();
}

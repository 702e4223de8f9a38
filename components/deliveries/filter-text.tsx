import { Fragment, type ReactNode } from "react";
import { LocalTime } from "@/components/ui/local-time";
import { visibleText } from "@/components/ui/visible-text";
import { outcomeTitle } from "@/lib/callback/outcome-title";
import type { LogFilter } from "@/lib/deliveries/log-filter";
import { periodLabels, statusLabels } from "./filter-labels";

type Filter = { [Name in keyof LogFilter]?: LogFilter[Name] | null };

/**
 * Which of the log a resend of many is about, in words.
 * @param parts whether texts match a part, as in the log, or whole, as in the API
 */
export function FilterText({ filter, parts = true }: { filter: Filter; parts?: boolean }) {
  const { status, outcome, code, eventType, instanceID, processName, url, last, from, to, q, job } = filter;
  const contains = parts ? " contains" : "";
  const words: ReactNode[] = [
    ...(status ? [statusLabels[status]] : []),
    ...(outcome ? [outcomeText(outcome)] : []),
    ...(code ? [`answer ${code}`] : []),
    ...(eventType ? [`event ${eventType}`] : []),
    ...(instanceID ? [`instance${contains} ${visibleText(instanceID)}`] : []),
    ...(processName ? [`process${contains} ${visibleText(processName)}`] : []),
    ...(url ? [`URL contains ${visibleText(url)}`] : []),
    ...(last ? [`the ${periodLabels[last].toLowerCase()}`] : []),
    ...(from ? [withTime("from", from)] : []),
    ...(to ? [withTime("before", to)] : []),
    ...(q ? [`search ${visibleText(q)}`] : []),
    ...(job ? [`of the resend ${job}`] : []),
  ];
  return words.map((word, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of one filter have no other identity
    <Fragment key={index}>
      {index > 0 && ", "}
      {word}
    </Fragment>
  ));
}

const withTime = (word: string, at: string) => (
  <>
    {word} <LocalTime to="minute" at={at} />
  </>
);

function outcomeText(outcome: NonNullable<LogFilter["outcome"]>): string {
  if (outcome === "switched_off") return "callback switched off";
  if (outcome === "no_urls") return "no URL entered";
  if (outcome === "process_not_wanted") return "no URL wants its process";
  return outcome === "http_error" ? "an error status" : outcomeTitle(outcome, null).toLowerCase();
}

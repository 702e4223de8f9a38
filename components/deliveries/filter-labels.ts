import { minuteTime } from "@/components/ui/exact-time";
import { visibleText } from "@/components/ui/visible-text";
import { outcomeTitle } from "@/lib/callback/outcome-title";
import {
  type LogFilter,
  type LogFilterName,
  type LogOutcome,
  type LogStatus,
  logFilterNames,
  type Period,
} from "@/lib/deliveries/log-filter";
import { deliveryStatusLabels } from "@/lib/deliveries/statuses";

export const periodLabels: Record<Period, string> = {
  "15m": "Last 15 minutes",
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
};

/** What each filter is called, where it is entered and where it is named. */
export const filterLabels: Record<LogFilterName, string> = {
  status: "Status",
  outcome: "Last result",
  code: "Status code",
  eventType: "Event",
  processName: "Process contains",
  instanceID: "Instance contains",
  url: "URL contains",
  last: "Time",
  from: "From",
  to: "Before",
  q: "Search",
  job: "Sent by",
};

export const statusLabels: Record<LogStatus, string> = { ...deliveryStatusLabels, not_sent: "Not sent" };

/** What a last result is called in a choice, where there is no status code to name. */
export function outcomeLabel(outcome: LogOutcome): string {
  switch (outcome) {
    case "delivered":
      return "Answered 2xx";
    case "http_error":
      return "Answered an error";
    case "redirect":
      return "Answered a redirect";
    case "switched_off":
      return "Not sent: switched off";
    case "no_urls":
      return "Not sent: no URL";
    case "process_not_wanted":
      return "Not sent: no URL wants its process";
    default:
      return outcomeTitle(outcome, null);
  }
}

/** The value of one filter as people read it; times are left as they are. */
export function filterValue(name: LogFilterName, filter: LogFilter): string {
  const value = filter[name] ?? "";
  if (name === "status" && filter.status) return statusLabels[filter.status];
  if (name === "outcome" && filter.outcome) return outcomeLabel(filter.outcome);
  if (name === "last" && filter.last) return periodLabels[filter.last];
  return value;
}

/** "Deliveries: Failed, Process contains Leave", for the browser's tab. */
export function filterTitle(filter: LogFilter): string {
  const bare: readonly LogFilterName[] = ["status", "outcome", "last", "q"];
  const words = logFilterNames.flatMap((name) => {
    const value = filterValue(name, filter);
    if (value === "") return [];
    const shown = name === "from" || name === "to" ? minuteTime(value, "UTC") : visibleText(value);
    return [bare.includes(name) ? shown : `${filterLabels[name].toLowerCase()} ${shown}`];
  });
  return words.length === 0 ? "Deliveries" : `Deliveries: ${words.join(", ")}`;
}

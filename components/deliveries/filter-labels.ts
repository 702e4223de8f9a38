import type { LogFilterName, Period } from "@/lib/deliveries/log-filter";

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

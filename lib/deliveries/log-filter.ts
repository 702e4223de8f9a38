import { attemptOutcomes } from "@/lib/callback/outcome-title";
import { deliveryStatuses } from "@/lib/deliveries/statuses";
import { unsentReasons } from "@/lib/events/event-outcomes";
import type { EventType } from "@/lib/events/event-types";

/** What the log can be filtered by, as its address says it. Without the schema that judges it, which no browser needs. Pure. */

export const logStatuses = [...deliveryStatuses, "not_sent"] as const;
export type LogStatus = (typeof logStatuses)[number];

/** How the last attempt ended, or why there was none. */
export const logOutcomes = [
  ...attemptOutcomes.filter((outcome) => outcome !== "in_progress"),
  ...unsentReasons,
] as const;
export type LogOutcome = (typeof logOutcomes)[number];

/** The last so many minutes. */
const periodMinutes = { "15m": 15, "1h": 60, "24h": 24 * 60, "7d": 7 * 24 * 60 } as const;
export type Period = keyof typeof periodMinutes;
export const periods = Object.keys(periodMinutes) as [Period, ...Period[]];

/** The filter with a period as the time from which it counts; of two such times the later. @param nowMs milliseconds since 1970 */
export function withoutPeriod<Filter extends { last?: Period | undefined; from?: string | undefined }>(
  { last, ...filter }: Filter,
  nowMs: number,
): Omit<Filter, "last"> {
  if (!last) return filter;
  const since = new Date(nowMs - periodMinutes[last] * 60_000).toISOString();
  return { ...filter, from: filter.from && filter.from > since ? filter.from : since };
}

/** As `logFilterSchema` judges it (lib/deliveries/log-schema.ts). */
export type LogFilter = {
  status?: LogStatus | undefined;
  outcome?: LogOutcome | undefined;
  code?: string | undefined;
  eventType?: EventType | undefined;
  processName?: string | undefined;
  instanceID?: string | undefined;
  url?: string | undefined;
  last?: Period | undefined;
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
  job?: string | undefined;
};
export type LogFilterName = keyof LogFilter;
const names: Record<LogFilterName, true> = {
  status: true,
  outcome: true,
  code: true,
  eventType: true,
  processName: true,
  instanceID: true,
  url: true,
  last: true,
  from: true,
  to: true,
  q: true,
  job: true,
};
export const logFilterNames = Object.keys(names) as LogFilterName[];

/** The query of the log's address that shows this. */
export function logQuery(filter: LogFilter): URLSearchParams {
  return new URLSearchParams(
    logFilterNames.flatMap((name) => {
      const value = filter[name];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}

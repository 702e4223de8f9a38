import { byteOrderMark, csvLine } from "@/lib/csv";
import type { DeliveryView, UnsentView } from "./view";

export const exportFormats = ["csv", "ndjson"] as const;
type ExportFormat = (typeof exportFormats)[number];
export const exportTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson",
};

/** A row of the log as it is exported; the keys are the columns. Times are RFC 3339 UTC. */
export type ExportRecord = {
  deliveryID: string | null;
  eventID: string;
  eventType: string;
  instanceID: string;
  processName: string;
  url: string | null;
  /** `not_sent` where there is no delivery; then `outcome` says why. */
  status: string;
  outcome: string | null;
  statusCode: number | null;
  attempts: number;
  createdAt: string;
  lastAttemptAt: string | null;
  lastDurationMs: number | null;
  nextAttemptAt: string | null;
  finishedAt: string | null;
};

export const exportColumns: readonly (keyof ExportRecord)[] = [
  "deliveryID",
  "eventID",
  "eventType",
  "instanceID",
  "processName",
  "url",
  "status",
  "outcome",
  "statusCode",
  "attempts",
  "createdAt",
  "lastAttemptAt",
  "lastDurationMs",
  "nextAttemptAt",
  "finishedAt",
];

export function recordOfDelivery(delivery: DeliveryView, lastAttemptAt: string | null): ExportRecord {
  return {
    deliveryID: delivery.deliveryID,
    eventID: delivery.eventID,
    eventType: delivery.eventType,
    instanceID: delivery.instanceID,
    processName: delivery.processName,
    url: delivery.url,
    status: delivery.status,
    outcome: delivery.lastOutcome,
    statusCode: delivery.lastStatusCode,
    attempts: delivery.attemptCount,
    createdAt: delivery.createdAt,
    lastAttemptAt,
    lastDurationMs: delivery.lastTotalMs,
    nextAttemptAt: delivery.nextAttemptAt,
    finishedAt: delivery.doneAt,
  };
}

export function recordOfUnsent(event: UnsentView): ExportRecord {
  return {
    deliveryID: null,
    eventID: event.eventID,
    eventType: event.eventType,
    instanceID: event.instanceID,
    processName: event.processName,
    url: null,
    status: "not_sent",
    outcome: event.outcome,
    statusCode: null,
    attempts: 0,
    createdAt: event.occurredAt,
    lastAttemptAt: null,
    lastDurationMs: null,
    nextAttemptAt: null,
    finishedAt: null,
  };
}

/** What stands before the first record. */
export const headOf = (format: ExportFormat) =>
  format === "csv" ? `${byteOrderMark}${csvLine(exportColumns)}` : "";

/** A record as a line of its format. */
export function lineOf(record: ExportRecord, format: ExportFormat): string {
  return format === "csv"
    ? csvLine(exportColumns.map((column) => record[column]))
    : `${JSON.stringify(record)}\n`;
}

/**
 * The name of the file: when it was made, and what was filtered by. It holds only what every system takes in a name.
 * @param filter names and values
 */
export function exportFileName(filter: Record<string, unknown>, format: ExportFormat, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-");
  const words = Object.values(filter)
    .filter((value) => typeof value === "string" && value !== "")
    .map((value) =>
      String(value)
        .replace(/[^\w.-]+/g, "-")
        .replace(/^[-.]+|[-.]+$/g, ""),
    );
  const name = ["deliveries", time, ...words.filter((word) => word !== "")].join("_").slice(0, 120);
  return `${name}.${format}`;
}

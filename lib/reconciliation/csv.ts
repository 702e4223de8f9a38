import { byteOrderMark, csvLine } from "@/lib/csv";
import type { Reconciliation } from "@/lib/reconciliation/view";

/** A reconciliation as CSV (RFC 4180): its sums, or what is not accounted for. Pure. */

export const csvKinds = ["summary", "unaccounted"] as const;
export type CsvKind = (typeof csvKinds)[number];

export function csvOf(kind: CsvKind, found: Reconciliation): string {
  const rows = kind === "summary" ? summaryRows(found) : unaccountedRows(found);
  return `${byteOrderMark}${rows.map(csvLine).join("")}`;
}

function summaryRows(found: Reconciliation): (string | number)[][] {
  // A reason that came later than the others stands there once an event has it, as in the API.
  const notWanted = found.notSent.process_not_wanted;
  return [
    ["figure", "value"],
    ["from", found.from],
    ["to", found.to],
    ["complete_from", found.completeFrom],
    ["changes", found.changes],
    ["not_sent_switched_off", found.notSent.switched_off],
    ["not_sent_no_urls", found.notSent.no_urls],
    ...(notWanted > 0 ? [["not_sent_process_not_wanted", notWanted]] : []),
    ["expected_deliveries", found.expected],
    ["delivered", found.delivered],
    ["pending", found.pending],
    ["failed", found.failed],
    ["cancelled", found.cancelled],
    ["unaccounted", found.unaccounted],
  ];
}

function unaccountedRows({ concerns }: Reconciliation): string[][] {
  return [
    ["event_id", "instance_id", "problem"],
    ...concerns.map(({ eventID, instanceID, problem }) => [eventID ?? "", instanceID, problem]),
  ];
}

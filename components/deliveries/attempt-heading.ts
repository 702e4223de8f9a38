import { outcomeTitle } from "@/lib/callback/outcome-title";
import type { AttemptView } from "@/lib/deliveries/view";

/** What an attempt's heading says, and what is left to say below: nothing twice. Pure. */
export function headingOf({
  outcome,
  statusCode,
  cause,
}: Pick<AttemptView, "outcome" | "statusCode" | "cause">): { heading: string; detail: string | null } {
  if (outcome === "delivered") {
    return { heading: `Delivered${statusCode === null ? "" : ` · ${statusCode}`}`, detail: null };
  }
  if (statusCode === null || cause === null)
    return { heading: outcomeTitle(outcome, statusCode), detail: cause };
  const [heading = "", ...rest] = cause.replace(/\.$/, "").split(", ");
  const detail = rest.join(", ");
  return { heading, detail: detail === "" ? null : `${detail[0]?.toUpperCase()}${detail.slice(1)}.` };
}

import { deliveryStatusLabels } from "@/lib/deliveries/statuses";
import { grouped } from "@/lib/plural";
import type { ResendInput } from "./dialog-actions";

/** What the button says that resends all of this status. @param count how many they are, where that is known */
export function resendLabel(status: ResendInput["status"] = "failed", count?: number): string {
  const many = count === undefined ? "" : ` ${grouped(count)}`;
  return status === "not_sent"
    ? `Send${many} not sent…`
    : `Resend${many} ${deliveryStatusLabels[status].toLowerCase()}…`;
}

import { outcomeTitle } from "@/lib/callback/outcome-title";
import type { DeliveryView } from "@/lib/deliveries/view";
import { grouped } from "@/lib/plural";
import { cancelReasonTexts } from "./status-label";

/** What came of a delivery so far, on one line: "503 · 51 ms · 3 attempts". Pure. */
export function resultText(delivery: DeliveryView): string {
  const { lastOutcome, lastStatusCode, lastTotalMs, status, cancelReason, attemptCount } = delivery;
  if (status === "cancelled" && cancelReason) return cancelReasonTexts[cancelReason];
  const parts = [
    ...(lastOutcome ? [outcomeTitle(lastOutcome, lastStatusCode)] : []),
    ...(lastOutcome && lastTotalMs !== null ? [`${grouped(Math.round(lastTotalMs))} ms`] : []),
    ...(attemptCount > 1 ? [`${attemptCount} attempts`] : []),
  ];
  return parts.length > 0 ? parts.join(" · ") : "–";
}

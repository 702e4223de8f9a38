import type { DeliveryView } from "@/lib/deliveries/view";

const dayMs = 86_400_000;

/** Why a failed delivery is not tried again, as a sentence. */
export function whyFailed({
  failReason,
  createdAt,
  doneAt,
}: Pick<DeliveryView, "failReason" | "createdAt" | "doneAt">): string {
  if (failReason !== "expired" || !doneAt) {
    return "Every attempt of the schedule failed, so it is not tried again.";
  }
  const days = Math.floor((Date.parse(doneAt) - Date.parse(createdAt)) / dayMs);
  const waited = days === 1 ? "1 day" : `${days} days`;
  return `It waited ${waited} for the suspended URL to be resumed. Nothing is kept waiting for longer, so it is not sent any more.`;
}

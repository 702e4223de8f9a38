import { conditions } from "@/components/endpoints/conditions";
import type { Tone } from "@/components/ui/pill";
import type { DeliveryView } from "@/lib/deliveries/view";
import { type Situation, situationOf } from "./delivery-situation";
import type { Part } from "./sentence";

/** Why a delivery was cancelled, as it reads after "because". */
export const cancelReasonTexts: Record<NonNullable<DeliveryView["cancelReason"]>, string> = {
  url_removed: "its URL was removed",
  switched_off: "its callback was switched off",
  send_cancelled: "the sending of events it belonged to was cancelled",
};

const labels: Record<Exclude<Situation, "retry">, { text: string; tone: Tone }> = {
  being_cancelled: { text: "Being cancelled", tone: "idle" },
  cancelled: { text: "Cancelled", tone: "idle" },
  delivered: { text: "Delivered", tone: "ok" },
  delivered_resend_failed: { text: "Delivered", tone: "ok" },
  schedule_used_up: { text: "Failed", tone: "bad" },
  expired: { text: "Failed", tone: "bad" },
  calling: { text: "Calling", tone: "info" },
  held_suspended: heldBy("suspended"),
  held_probed: heldBy("probing"),
  held_in_order: { text: "Held: in order", tone: "info" },
  held_by_rate: { text: "Held: rate", tone: "info" },
  resend: { text: "Resend waits", tone: "info" },
  first: { text: "Waiting", tone: "info" },
};

/** In the word and the colour of the state its URL is in. */
function heldBy(state: "suspended" | "probing"): { text: string; tone: Tone } {
  const { word, tone } = conditions[state];
  return { text: `Held: ${word.toLowerCase()}`, tone };
}

/** The status in a word or two: short enough for one line of a table. */
export function labelOf(delivery: DeliveryView): { situation: Situation; text: Part[]; tone: Tone } {
  const situation = situationOf(delivery);
  if (situation === "retry") {
    const { nextAttemptAt } = delivery;
    const text: Part[] = nextAttemptAt === null ? ["Retry waits"] : ["Retry ", { at: nextAttemptAt }];
    return { situation, text, tone: "warn" };
  }
  const { text, tone } = labels[situation];
  return { situation, text: [text], tone };
}

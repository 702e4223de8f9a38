import {
  Ban,
  Check,
  CircleAlert,
  Clock,
  CornerDownRight,
  ListOrdered,
  Pause,
  Radar,
  RotateCw,
} from "lucide-react";
import { Countdown } from "@/components/ui/countdown";
import { Pill } from "@/components/ui/pill";
import type { DeliveryView } from "@/lib/deliveries/view";

const icon = "size-3";

/** The status of a delivery, or what it waits for: icon, word and colour. */
export function DeliveryStatus({ delivery }: { delivery: DeliveryView }) {
  const { status, underWay, attemptCount, endpoint, nextAttemptAt, waitsFor, resendBy } = delivery;
  if (delivery.beingCancelled && status === "cancelled") {
    return (
      <Pill tone="idle" icon={<Ban aria-hidden className={icon} />}>
        Being cancelled
      </Pill>
    );
  }
  switch (status) {
    case "delivered":
      return (
        <Pill tone="ok" icon={<Check aria-hidden className={icon} />}>
          Delivered
        </Pill>
      );
    case "failed":
      return (
        <Pill tone="bad" icon={<CircleAlert aria-hidden className={icon} />}>
          Failed
        </Pill>
      );
    case "cancelled":
      return (
        <Pill tone="idle" icon={<Ban aria-hidden className={icon} />}>
          Cancelled
        </Pill>
      );
    case "pending":
      if (endpoint.state === "suspended") {
        return (
          <Pill tone="warn" wraps icon={<Pause aria-hidden className={`${icon} shrink-0`} />}>
            Held: URL suspended
          </Pill>
        );
      }
      if (underWay) {
        return (
          <Pill tone="info" icon={<CornerDownRight aria-hidden className={icon} />}>
            Calling
          </Pill>
        );
      }
      if (endpoint.state === "probing") {
        return (
          <Pill tone="warn" wraps icon={<Radar aria-hidden className={`${icon} shrink-0`} />}>
            Waiting: URL is probed
          </Pill>
        );
      }
      if (waitsFor) {
        return (
          <Pill tone="info" wraps icon={<ListOrdered aria-hidden className={`${icon} shrink-0`} />}>
            Waiting: earlier one first
          </Pill>
        );
      }
      if (resendBy !== null) {
        return (
          <Pill tone="info" icon={<Clock aria-hidden className={icon} />}>
            Resend waits
          </Pill>
        );
      }
      return attemptCount > 0 && nextAttemptAt ? (
        <Pill tone="warn" icon={<RotateCw aria-hidden className={icon} />}>
          <span>
            Retry <Countdown at={nextAttemptAt} />
          </span>
        </Pill>
      ) : (
        <Pill tone="info" icon={<Clock aria-hidden className={icon} />}>
          Waiting
        </Pill>
      );
    default:
      return status satisfies never;
  }
}

/** Why a delivery was cancelled. */
export const cancelReasons = {
  url_removed: "its URL was removed",
  switched_off: "its callback was switched off",
  send_cancelled: "the sending of events it belonged to was cancelled",
} as const;

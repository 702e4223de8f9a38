import {
  Ban,
  Check,
  CircleAlert,
  Clock,
  CornerDownRight,
  Gauge,
  ListOrdered,
  type LucideIcon,
  RotateCw,
} from "lucide-react";
import { conditions } from "@/components/endpoints/conditions";
import { Pill } from "@/components/ui/pill";
import type { DeliveryView } from "@/lib/deliveries/view";
import type { Situation } from "./delivery-situation";
import { Sentence } from "./sentence";
import { labelOf } from "./status-label";

const icons: Record<Situation, LucideIcon> = {
  being_cancelled: Ban,
  cancelled: Ban,
  delivered: Check,
  delivered_resend_failed: Check,
  schedule_used_up: CircleAlert,
  expired: CircleAlert,
  calling: CornerDownRight,
  held_suspended: conditions.suspended.Icon,
  held_probed: conditions.probing.Icon,
  held_in_order: ListOrdered,
  held_by_rate: Gauge,
  resend: Clock,
  retry: RotateCw,
  first: Clock,
};

/** The status of a delivery, or what it waits for: icon, word and colour, on one line. The whole sentence is on its page. */
export function DeliveryStatus({ delivery }: { delivery: DeliveryView }) {
  const { situation, text, tone } = labelOf(delivery);
  const Icon = icons[situation];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden className="size-3 shrink-0" />}>
      <span>
        <Sentence parts={text} />
      </span>
    </Pill>
  );
}

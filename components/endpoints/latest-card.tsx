import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { DeliveryView } from "@/lib/deliveries/view";
import { LatestDeliveries } from "./latest-deliveries";

/** A URL's latest deliveries, and the way to all of them. */
export function LatestCard({ url, deliveries }: { url: string; deliveries: DeliveryView[] }) {
  return (
    <Card
      title="Latest deliveries"
      aside={
        <Link
          href={`/administration/developer/deliveries?${new URLSearchParams({ url })}`}
          prefetch={false}
          className={buttonClass("secondary", "s")}
        >
          View all
        </Link>
      }
    >
      {deliveries.length === 0 ? (
        <EmptyState title="No deliveries yet">
          The first one shows here as soon as a process instance changes while its callback is on.
        </EmptyState>
      ) : (
        <LatestDeliveries deliveries={deliveries} />
      )}
    </Card>
  );
}

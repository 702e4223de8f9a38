import { Missing } from "@/components/shell/missing";
import { config } from "@/lib/config";
import { daysText } from "@/lib/duration";

export default function DeliveryNotFound() {
  return (
    <Missing href="/administration/developer/deliveries" linkText="Go to deliveries">
      There is no delivery at this address. Finished deliveries are kept {daysText(config().retentionDays)}{" "}
      (RETENTION_DAYS): it may have been removed since, or the address may be mistyped.
    </Missing>
  );
}

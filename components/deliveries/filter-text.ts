import { deliveryStatusLabels, type EndedStatus } from "@/lib/deliveries/statuses";
import { utcText } from "./utc-time";

type Filter = {
  status: EndedStatus;
  eventType?: string | null | undefined;
  instanceID?: string | null | undefined;
  processName?: string | null | undefined;
  url?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
};

/** Which deliveries a resend of many is about, in words. */
export function filterText({ status, eventType, instanceID, processName, url, from, to }: Filter): string {
  return [
    deliveryStatusLabels[status],
    ...(eventType ? [`event ${eventType}`] : []),
    ...(instanceID ? [`instance ${instanceID}`] : []),
    ...(processName ? [`process ${processName}`] : []),
    ...(url ? [`URL contains ${url}`] : []),
    ...(from ? [`from ${utcText(from)}`] : []),
    ...(to ? [`before ${utcText(to)}`] : []),
  ].join(", ");
}

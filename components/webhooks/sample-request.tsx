import { buildCallbackRequest, type CallbackEndpoint, unsavedEndpoint } from "@/lib/callback/build-request";
import { testInstance } from "@/lib/callback/request-url";
import type { EventType } from "@/lib/events/event-types";

/** What a test sends, to the byte. On one line the URL is cut before its end, and never the parameters; on narrow screens it wraps. */
export function SampleRequest({
  endpoint = unsavedEndpoint(""),
  eventType,
}: {
  endpoint: CallbackEndpoint | undefined;
  eventType: EventType;
}) {
  const { url } = endpoint;
  const request = buildCallbackRequest(endpoint, {
    eventId: "",
    ...testInstance,
    eventType,
  }).url;
  const parametersAt = request.lastIndexOf("instanceID=") - 1;
  return (
    <code
      title={url && request}
      className="flex min-w-0 flex-wrap text-[11.5px] leading-[18px] text-text-2 sm:flex-nowrap"
    >
      <span className="shrink-0 font-semibold whitespace-pre">GET </span>
      <span className="min-w-0 flex-1 truncate sm:flex-initial">
        {url ? request.slice(0, parametersAt) : "…"}
      </span>
      <span className="text-primary max-sm:break-all sm:shrink-0">{request.slice(parametersAt)}</span>
    </code>
  );
}

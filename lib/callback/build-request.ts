import { maskedValue, type RequestHeader } from "./request-headers";
import { type CallbackParameters, composeCallbackUrl } from "./request-url";

/** What an endpoint's request depends on. */
export type CallbackEndpoint = {
  url: string;
  /** Its own headers, opened where the request is sent, masked where it is shown. */
  requestHeaders: readonly RequestHeader[];
};

/** An endpoint that is not stored yet. */
export function unsavedEndpoint(url: string): CallbackEndpoint {
  return { url, requestHeaders: [] };
}

/** A stored endpoint as it is shown: the values of its headers are known to the calls alone. */
export function maskedEndpoint(stored: {
  url: string;
  requestHeaders: readonly { name: string }[];
}): CallbackEndpoint {
  return {
    url: stored.url,
    requestHeaders: stored.requestHeaders.map(({ name }) => [name, maskedValue]),
  };
}

export type CallbackEvent = CallbackParameters & {
  /** `evt_…`: the `webhook-id`, the same on every attempt and for every endpoint. */
  eventId: string;
};

export type CallbackRequest = {
  url: string;
  /** Those that depend on the endpoint or the event, in the order they are sent. */
  headers: readonly RequestHeader[];
  /** Those of them whose values nobody may read in a record of the call. */
  secretHeaders: readonly RequestHeader[];
};

/** What an event makes an endpoint be asked, the same on every attempt: what a call, a test and a preview have in common. Pure. */
export function buildCallbackRequest(
  { url, requestHeaders }: CallbackEndpoint,
  event: CallbackEvent,
): CallbackRequest {
  const headers = eventHeaders(event);
  return {
    url: composeCallbackUrl(url, event),
    headers: requestHeaders.length === 0 ? headers : [...headers, ...requestHeaders],
    secretHeaders: requestHeaders,
  };
}

/** Those of every endpoint. */
export function eventHeaders({ eventId }: Pick<CallbackEvent, "eventId">): RequestHeader[] {
  return [["webhook-id", eventId]];
}

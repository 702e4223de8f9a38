import { type CallbackParameters, composeCallbackUrl } from "./request-url";

/** What an endpoint's request depends on. */
export type CallbackEndpoint = { url: string };
/** Each is a column of the endpoint's row as well. */
export const callbackFields = ["url"] as const satisfies readonly (keyof CallbackEndpoint)[];

/** That much of an endpoint, and no more. */
export function callbackEndpointOf(endpoint: CallbackEndpoint): CallbackEndpoint {
  type Fields = Pick<CallbackEndpoint, (typeof callbackFields)[number]>;
  return Object.fromEntries(callbackFields.map((field) => [field, endpoint[field]])) as Fields;
}

/** An endpoint that is not stored yet. */
export function unsavedEndpoint(url: string): CallbackEndpoint {
  return { url };
}

export type CallbackEvent = CallbackParameters & {
  /** `evt_…`: the `webhook-id`, the same on every attempt and for every endpoint. */
  eventId: string;
};

export type CallbackRequest = {
  url: string;
  /** Those that depend on the endpoint or the event, in the order they are sent. */
  headers: [name: string, value: string][];
};

/** What an event makes an endpoint be asked, the same on every attempt: what a call, a test and a preview have in common. Pure. */
export function buildCallbackRequest({ url }: CallbackEndpoint, event: CallbackEvent): CallbackRequest {
  return { url: composeCallbackUrl(url, event), headers: eventHeaders(event) };
}

/** Those of every endpoint. */
export function eventHeaders({ eventId }: Pick<CallbackEvent, "eventId">): CallbackRequest["headers"] {
  return [["webhook-id", eventId]];
}

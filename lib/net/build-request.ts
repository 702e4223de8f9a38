import { type CallbackParameters, composeCallbackUrl, queryOf } from "@/lib/callback/request-url";
import { callbackHeaders } from "./callback-headers";

export type CallbackEvent = CallbackParameters & {
  /** `evt_…`: the `webhook-id`, the same on every attempt and for every endpoint. */
  eventId: string;
};

export type CallbackRequest = { url: string; headers: [name: string, value: string][] };

/**
 * The request of one attempt, signed as of now: what a real callback and a test send alike.
 * @param secrets `whsec_…`; two for a day after a rotation
 */
export function buildCallbackRequest(
  { url, secrets }: { url: string; secrets: readonly string[] },
  { eventId, ...parameters }: CallbackEvent,
): CallbackRequest {
  const composed = composeCallbackUrl(url, parameters);
  const timestampS = Math.floor(Date.now() / 1_000);
  return {
    url: composed,
    headers: callbackHeaders({ eventId, timestampS, query: queryOf(composed), secrets }),
  };
}

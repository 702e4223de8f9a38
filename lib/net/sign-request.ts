import type { CallbackRequest } from "@/lib/callback/build-request";
import { queryOf } from "@/lib/callback/request-url";
import { version } from "@/lib/version";
import { signCallback } from "./signature";

/**
 * The request of one attempt: with the headers that every call has, its time and its signature. `host` is added by the HTTP client.
 * @param secrets `whsec_…`; two for a day after a rotation
 */
export function signCallbackRequest(
  { url, headers }: CallbackRequest,
  { eventId, secrets, nowMs }: { eventId: string; secrets: readonly string[]; nowMs: number },
): CallbackRequest {
  const timestampS = Math.floor(nowMs / 1_000);
  return {
    url,
    headers: [
      ["user-agent", `Callboard/${version}`],
      ["accept", "*/*"],
      ["accept-encoding", "identity"],
      ["cache-control", "no-cache"],
      ...headers,
      ["webhook-timestamp", String(timestampS)],
      ["webhook-signature", signCallback({ eventId, timestampS, query: queryOf(url), secrets })],
    ],
  };
}

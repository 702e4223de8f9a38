import type { CallbackRequest } from "@/lib/callback/build-request";
import { composeHeaders, type RequestParts } from "@/lib/callback/compose-request";
import { queryOf } from "@/lib/callback/request-url";
import { version } from "@/lib/version";
import { signCallback } from "./signature";

const userAgent = `Callboard/${version}`;

/**
 * The request of one attempt: with the headers that every call has, its time and its signature. `host` is added by the HTTP client.
 * @param secrets `whsec_…`; two for a day after a rotation
 */
export function signCallbackRequest(
  { url, headers, secretHeaders }: CallbackRequest,
  { eventId, secrets, nowMs }: { eventId: string; secrets: readonly string[]; nowMs: number },
): CallbackRequest & { parts: RequestParts } {
  const timestampS = Math.floor(nowMs / 1_000);
  const signature = signCallback({ eventId, timestampS, query: queryOf(url), secrets });
  const parts = { userAgent, timestampS, signature };
  return { url, headers: composeHeaders(headers, parts), secretHeaders, parts };
}

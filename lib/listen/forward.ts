import http from "node:http";
import https from "node:https";
import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import { composeHeaders } from "@/lib/callback/compose-request";
import type { RequestHeader } from "@/lib/callback/request-headers";
import { queryOf, splitRequestUrl } from "@/lib/callback/request-url";
import { signCallback } from "@/lib/net/signature";
import { version } from "@/lib/version";
import type { FollowedEvent } from "./follow-events";

/** As long as Callboard itself would wait. */
const maxMs = 10_000;

/** What came of a forwarded call. */
export type Forwarded = { status: number } | { problem: string };

/** The GET that a saved URL would get for this event, sent to the application; signed where there is a secret, and never repeated. */
export async function forwardEvent(
  event: Pick<FollowedEvent, "eventID" | "eventType" | "instanceID" | "processName">,
  { forward, secret }: { forward: string; secret: string | null },
): Promise<Forwarded> {
  const { eventID: eventId, ...parameters } = event;
  const { url, headers } = buildCallbackRequest(unsavedEndpoint(forward), { ...parameters, eventId });
  const timestampS = Math.floor(Date.now() / 1000);
  const signature =
    secret === null ? "" : signCallback({ eventId, timestampS, query: queryOf(url), secrets: [secret] });
  const sent = composeHeaders(headers, { userAgent: `Callboard/${version}`, timestampS, signature });
  return get(
    url,
    sent.filter(([name]) => name !== "webhook-signature" || secret !== null),
  );
}

/** Sends the request as it is composed: nothing of its path is parsed and written anew, and no redirect is followed. */
function get(url: string, headers: readonly RequestHeader[]): Promise<Forwarded> {
  const { origin, target } = splitRequestUrl(url);
  const { request } = origin.toLowerCase().startsWith("https:") ? https : http;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(maxMs);
    const call = request(origin, { path: target, headers: Object.fromEntries(headers), signal }, (answer) => {
      resolve({ status: answer.statusCode ?? 0 });
      answer.resume().on("error", () => undefined);
    });
    call.on("error", (error) => {
      resolve({ problem: signal.aborted ? `no answer within ${maxMs / 1000} s` : error.message });
    });
    call.end();
  });
}

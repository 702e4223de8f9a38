import { buildCallbackRequest } from "@/lib/callback/build-request";
import type { CallRecord } from "@/lib/callback/call-record";
import { composeHead } from "@/lib/callback/compose-request";
import { reasonOf } from "@/lib/errors";
import type { AgentOf } from "@/lib/net/agents";
import { sendCallback } from "@/lib/net/send";
import { signCallbackRequest } from "@/lib/net/sign-request";
import type { HeldDelivery } from "./held-delivery";
import type { EndpointSnapshot } from "./read-snapshot";

/** Makes the call of one attempt and returns its record; never throws, so that a poisoned row fails visibly and alone. */
export async function callEndpoint(
  agentOf: AgentOf,
  held: HeldDelivery,
  endpoint: EndpointSnapshot,
): Promise<CallRecord> {
  const startedAtMs = performance.now();
  try {
    const { instanceId: instanceID, processName, eventType, eventId } = held;
    const request = buildCallbackRequest(endpoint, { eventId, instanceID, processName, eventType });
    const signed = signCallbackRequest(request, { eventId, secrets: endpoint.secrets, nowMs: Date.now() });
    const { url, headers, secretHeaders, parts } = signed;
    // What an endpoint adds does not follow from what is kept.
    const composed = secretHeaders.length === 0 ? { head: composeHead(url, headers), parts } : undefined;
    return await sendCallback({
      agent: agentOf(endpoint.clientCertificate),
      url,
      headers,
      secretHeaders,
      composed,
    });
  } catch (error) {
    return unsent(startedAtMs, `The request could not be made: ${reasonOf(error)}`);
  }
}

function unsent(startedAtMs: number, cause: string): CallRecord {
  return {
    outcome: "protocol_error",
    statusCode: null,
    request: null,
    requestParts: null,
    responseHeaders: null,
    responseBody: null,
    dnsMs: null,
    connectMs: null,
    tlsMs: null,
    firstByteMs: null,
    totalMs: performance.now() - startedAtMs,
    retryAfterMs: null,
    cause,
  };
}

import type { CallOutcome } from "@/lib/net/call-record";

export type AttemptOutcome = CallOutcome | "in_progress" | "interrupted";

/** What an attempt's outcome means and what to do about it, in the words people read. */
export type Advice = { title: string; advice: string | null };

/**
 * The title says what happened in a few words, also in tables; the advice what to do, null when there is nothing to do.
 * Pure.
 */
export function adviceFor(outcome: AttemptOutcome, statusCode: number | null): Advice {
  switch (outcome) {
    case "in_progress":
      return { title: "Under way", advice: "The call runs; it ends after ten seconds at the latest." };
    case "delivered":
      return { title: statusCode === null ? "Delivered" : `${statusCode}`, advice: null };
    case "http_error":
      return { title: `${statusCode ?? "Error"}`, advice: adviceForStatus(statusCode ?? 0) };
    case "redirect":
      return {
        title: `${statusCode ?? 3}${statusCode === null ? "xx" : ""} redirect`,
        advice:
          "Redirects are never followed. Enter the final address in Instance Callback URLs; often only https:// or a slash at the end is missing.",
      };
    case "timeout":
      return {
        title: "Timed out",
        advice:
          "The service must answer within ten seconds. Let it answer at once and do the work afterwards, and check that a firewall lets Callboard through.",
      };
    case "dns_error":
      return { title: "Name not found", advice: "Check the spelling of the host name and its DNS entry." };
    case "connection_refused":
      return {
        title: "Connection refused",
        advice:
          "Nothing takes connections at this address and port. Check that the service runs and the port is right.",
      };
    case "connection_reset":
      return {
        title: "Connection closed",
        advice:
          "The service or something before it closed the connection without an answer. Look into its log at the time of the attempt.",
      };
    case "tls_error":
      return {
        title: "No secure connection",
        advice:
          "The certificate must be valid, for this very name, and sent with its intermediate certificates. Nothing is ever sent unverified.",
      };
    case "blocked":
      return {
        title: "Address not permitted",
        advice:
          "The name leads to an address that is not public. If that is intended, an operator permits it in CALLBACK_ALLOW.",
      };
    case "protocol_error":
      return {
        title: "Not a valid answer",
        advice:
          "What answers there does not speak HTTP as it should. Check the port, and whether it expects https://.",
      };
    case "interrupted":
      return {
        title: "Interrupted",
        advice:
          "Callboard was stopped hard during this call, so its result is unknown. It is repeated with the same webhook-id; receivers can tell a repeat by it.",
      };
    default:
      return outcome satisfies never;
  }
}

function adviceForStatus(status: number): string {
  if (status === 401 || status === 403) {
    return "The service wants to know who calls. A key may be part of the URL, and every call is signed (webhook-signature).";
  }
  if (status === 404) return "The service runs, but does not know this path. Check the URL.";
  if (status === 405) return "The service does not take GET here. Callbacks are always GET requests.";
  if (status === 410) {
    return "The service says this address is gone for good, so the URL is suspended. Its deliveries wait; remove the URL or resume it.";
  }
  if (status === 429)
    return "The service is called too often for its taste. The next attempt waits as long as it asked for.";
  if (status >= 500) {
    return "The service has a problem of its own. It is tried again by the schedule; if this goes on, tell whoever runs it.";
  }
  return "The service refused the request. Its answer below may say why.";
}

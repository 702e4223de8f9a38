import type { AttemptOutcome } from "./outcome-title";
import { refusedParts } from "./refused-parts";
import { sentUrl } from "./request-url";

/**
 * What to do about an attempt's outcome, in the words people read; null when there is nothing to do. Pure.
 * @param url what was called, with or without the parameters, or its path and query alone
 */
export function adviceFor(outcome: AttemptOutcome, statusCode: number | null, url: string): string | null {
  switch (outcome) {
    case "in_progress":
      return "The call runs; it ends after ten seconds at the latest.";
    case "delivered":
      return null;
    case "http_error":
      return adviceForStatus(statusCode ?? 0, url);
    case "redirect":
      return adviceForRedirect(statusCode);
    case "timeout":
      return "The service must answer within ten seconds. If it was reached, let it answer at once and do the work afterwards; if not, check that it runs and that a firewall lets Callboard through.";
    case "dns_error":
      return "Check the spelling of the host name and its DNS entry. If the name is right, its DNS servers or Callboard's may be out of order; it is asked again at every attempt.";
    case "connection_refused":
      return "Nothing takes connections at this address and port. Check that the service runs and the port is right.";
    case "connection_reset":
      return "The service or something before it closed the connection without a whole answer. Look into its log at the time of the attempt. If it happens now and then on a connection kept open from an earlier call, let the service keep idle connections for more than five seconds.";
    case "tls_error":
      return "The certificate must be valid, for this very name, and sent with its intermediate certificates; nothing is ever sent unverified. A client certificate that the service asks for is set on the URL's page.";
    case "blocked":
      return "Callbacks go only to public addresses and to ports of web services. If this one is intended, an operator permits it in CALLBACK_ALLOW.";
    case "protocol_error":
      return "What answers there does not speak HTTP as it should. Check the port, and whether it expects https://.";
    case "interrupted":
      return "Callboard was stopped hard during this call, so its result is unknown. It is repeated with the same webhook-id; receivers can tell a repeat by it.";
    default:
      return outcome satisfies never;
  }
}

function adviceForRedirect(status: number | null): string {
  if (status === 304) {
    return "304 is no redirect: it says that a copy from before is still good, but no copy was asked about. Something before the service answers from a cache; it must let callbacks through, and the service answer 2xx.";
  }
  return "Redirects are never followed. Enter the final address in Instance Callback URLs; often only https:// or a slash at the end is missing.";
}

/** The first that fits counts. */
const statusAdvice: [fits: (status: number) => boolean, advice: string][] = [
  [
    (status) => status === 401 || status === 403,
    "The service wants to know who calls. A key may be part of the URL or a request header, set on the URL's page; and every call is signed (webhook-signature).",
  ],
  [(status) => status === 404, "The service runs, but does not know this path. Check the URL."],
  [
    (status) => status === 405 || status === 501,
    "The service does not take GET here. Callbacks are always GET requests.",
  ],
  [
    (status) => status === 407,
    "A proxy before the service wants to know who calls. Callboard signs in to no proxy; enter an address that is reached without one.",
  ],
  [
    (status) => status === 408,
    "The service gave up waiting for the request. If this goes on, look for what delays requests on their way.",
  ],
  [
    (status) => status === 410,
    "The service says this address is gone for good, so the URL is suspended. Its deliveries wait; remove the URL or resume it.",
  ],
  // Servers tell it by each of the three (docs/receivers/servers.md). Callbacks have no body, and few headers but those of the URL's own.
  [
    (status) => status === 413 || status === 414 || status === 431,
    "The URL with its parameters, or with request headers of its own, is too long for the service. Shorten it.",
  ],
  [
    (status) => status === 421,
    "The machine reached does not serve this host name. Check the host name and what stands before the service.",
  ],
  [
    (status) => status === 429,
    "The service is called too often for its taste. The next attempt waits as long as it asked for.",
  ],
  [
    (status) => status === 503,
    "The service is overloaded or being maintained. The next attempt waits for the schedule, or as long as the service asked for.",
  ],
  [
    (status) => status === 502 || status === 504 || (status >= 520 && status <= 527),
    "Something before the service, such as a proxy or load balancer, answered in its place: it got no proper answer from the service. Check that the service runs.",
  ],
  [
    (status) => status >= 500 && status < 600,
    "The service has a problem of its own. If this goes on, tell whoever runs it.",
  ],
  [
    (status) => status >= 600,
    "HTTP knows no such status, so only a 2xx would have counted. Some services refuse programs this way; whoever runs it must let Callboard in.",
  ],
];

/** From here on the first servers refuse a path and query for its length, some of them with 400 (docs/receivers/servers.md). */
const longBytes = 3_800;

function adviceForStatus(status: number, url: string): string {
  if (status === 400) return adviceForBadRequest(url);
  return (
    statusAdvice.find(([fits]) => fits(status))?.[1] ??
    "The service refused the request. Its answer below may say why."
  );
}

function adviceForBadRequest(url: string): string {
  const refused = refusedParts(url);
  const parts = refused ? ` Some services refuse ${refused.what} in a URL, as here. ${refused.instead}.` : "";
  const { length } = sentUrl(url);
  const long =
    length > longBytes
      ? ` Some refuse a URL for its length: this one is ${length.toLocaleString("en-US")} characters long as it is sent.`
      : "";
  return `The service refused the request. Its answer below may say why.${parts}${long}`;
}

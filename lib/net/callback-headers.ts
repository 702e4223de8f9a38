import { version } from "@/lib/version";
import { signCallback } from "./signature";

export type SignedCall = {
  /** `evt_…`: the same on every attempt and for every endpoint. */
  eventId: string;
  /** Seconds since the epoch, of this attempt. */
  timestampS: number;
  /** The query string exactly as sent. */
  query: string;
  /** `whsec_…`; two for a day after a rotation. */
  secrets: readonly string[];
};

/** The headers of a callback in the order they are sent; `host` is added by the HTTP client. */
export function callbackHeaders(call: SignedCall): [name: string, value: string][] {
  return [
    ["user-agent", `Callboard/${version}`],
    ["accept", "*/*"],
    ["accept-encoding", "identity"],
    ["cache-control", "no-cache"],
    ["webhook-id", call.eventId],
    ["webhook-timestamp", String(call.timestampS)],
    ["webhook-signature", signCallback(call)],
  ];
}

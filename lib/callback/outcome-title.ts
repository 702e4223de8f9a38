import { callOutcomes } from "./call-record";

export const attemptOutcomes = [...callOutcomes, "in_progress", "interrupted"] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

const titles: Record<Exclude<AttemptOutcome, "delivered" | "http_error" | "redirect">, string> = {
  in_progress: "Under way",
  timeout: "Timed out",
  dns_error: "Name not found",
  connection_refused: "Connection refused",
  connection_reset: "Connection closed",
  tls_error: "No secure connection",
  blocked: "Address not permitted",
  protocol_error: "Not a valid answer",
  interrupted: "Interrupted",
};

/** What happened, in a few words, also in tables. What to do about it is in `./advice`, which lists do not load. Pure. */
export function outcomeTitle(outcome: AttemptOutcome, statusCode: number | null): string {
  switch (outcome) {
    case "delivered":
      return statusCode === null ? "Delivered" : `${statusCode}`;
    case "http_error":
      return `${statusCode ?? "Error"}`;
    case "redirect":
      return `${statusCode ?? "3xx"} redirect`;
    default:
      return titles[outcome];
  }
}

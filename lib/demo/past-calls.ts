import type { EventType } from "@/lib/events/event-types";
import { applications } from "./applications";
import type { PastEvent } from "./past-events";

/** How one call of the past went. */
type PastCall = {
  outcome: "delivered" | "http_error" | "timeout" | "connection_refused" | "tls_error";
  statusCode: number | null;
  totalMs: number;
  cause: string;
  /** What was answered, if anything. */
  body: string | null;
};

const hourMs = 3_600_000;

const answered = (statusCode: number, title: string, totalMs: number, body: object): PastCall => ({
  outcome: statusCode < 300 ? "delivered" : "http_error",
  statusCode,
  totalMs,
  cause: `Answered ${statusCode} ${title}.`,
  body: JSON.stringify(body),
});

const noAnswer = (outcome: PastCall["outcome"], totalMs: number, cause: string): PastCall => ({
  outcome,
  statusCode: null,
  totalMs,
  cause,
  body: null,
});

/** Event types that were switched off, and when, in hours before the demo began. */
const switchedOff: { eventType: EventType; fromH: number; toH: number }[] = [
  { eventType: "deleted", fromH: 21 * 24, toH: 20 * 24 },
  { eventType: "updated", fromH: 7 * 24 + 9, toH: 7 * 24 + 6 },
];
/** At first no URL was entered. */
const enteredH = 28.5 * 24;

/** Why an event of the past was not sent; "dispatched" where it was. */
export function pastOutcome({ atMs, eventType }: PastEvent, nowMs: number) {
  const agoH = (nowMs - atMs) / hourMs;
  if (agoH > enteredH) return "no_urls";
  const off = switchedOff.some((one) => one.eventType === eventType && agoH <= one.fromH && agoH > one.toH);
  return off ? "switched_off" : "dispatched";
}

/** Hours before the demo began in which an application was in trouble. */
const troubles: Record<string, { fromH: number; toH: number; call: (host: string) => PastCall }[]> = {
  [applications.hr]: [
    {
      fromH: 9 * 24 + 5,
      toH: 9 * 24 + 2,
      call: (host) => noAnswer("timeout", 10_000, `Timed out: ${host} did not answer within 10 seconds.`),
    },
  ],
  [applications.archive]: [
    {
      fromH: 16 * 24 + 14,
      toH: 16 * 24,
      call: (host) =>
        noAnswer("tls_error", 21, `No secure connection to ${host}: its certificate has expired.`),
    },
  ],
  [applications.portal]: [
    ...[20, 13.5, 6, 1.2].map((day) => ({
      fromH: day * 24 + 3,
      toH: day * 24,
      call: (host: string) =>
        noAnswer("connection_refused", 1, `${host} refused the connection: nothing listens there.`),
    })),
  ],
};

/** The calls of one delivery of the past, the last of which ended it. */
export function pastCalls(url: URL, event: PastEvent, nowMs: number, random: () => number): PastCall[] {
  const agoH = (nowMs - event.atMs) / hourMs;
  const good = () => answered(200, "OK", usualMs(url.pathname, random), { received: event.instanceId });
  const trouble = troubles[url.pathname]?.find(({ fromH, toH }) => agoH <= fromH && agoH > toH);
  if (trouble) {
    const bad = trouble.call(url.host);
    // As many as the schedule has, or one that came back in time.
    return random() < 0.6 ? [bad, bad, bad, bad] : [bad, bad, good()];
  }
  if (url.pathname === applications.purchasing) {
    if (event.processName === "Purchase Order" && event.eventType === "deleted") {
      const refused = answered(500, "Internal Server Error", 14, {
        error: "Purchase orders are never removed here.",
      });
      return [refused, refused, refused, refused];
    }
    if (random() < 0.12) {
      const busy = answered(503, "Service Unavailable", 12, { error: "Too busy, please come back." });
      return [busy, good()];
    }
  }
  return [good()];
}

function usualMs(pathname: string, random: () => number): number {
  const [min, spread] = pathname === applications.archive ? [200, 650] : [8, 40];
  return Math.round((min + spread * random() ** 3) * 10) / 10;
}

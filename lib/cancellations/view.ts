import type { EventType } from "@/lib/events/event-types";
import { plural } from "@/lib/plural";

/** What a save takes away: from now on nothing of this event type goes to this URL, and why. */
export type Removal = { eventType: EventType; url: string; reason: "url_removed" | "switched_off" };

/** Deliveries of one event type that wait for a URL; `orMore` where counting stopped. */
export type WaitingFor = { url: string; eventType: EventType; waiting: number; orMore: boolean };

/** What waits, each URL with all its event types together: "177 waiting deliveries to https://…". Pure. */
export function waitingTexts(found: readonly WaitingFor[]): string[] {
  const urls = [...new Set(found.map(({ url }) => url))];
  return urls.map((url) => `${waitingText(found.filter((one) => one.url === url))} to ${url}`);
}

/** Whether it is a single delivery. Pure. */
export function isOneWaiting(found: readonly WaitingFor[]): boolean {
  return found.length === 1 && found[0]?.waiting === 1 && !found[0].orMore;
}

/** "177 waiting deliveries", "more than 10,000 waiting deliveries". Pure. */
function waitingText(found: readonly WaitingFor[]): string {
  const count = found.reduce((sum, { waiting }) => sum + waiting, 0);
  const counted = `${found.some(({ orMore }) => orMore) ? "more than " : ""}${count.toLocaleString("en-US")}`;
  return `${counted} waiting ${plural(count, "delivery", "deliveries")}`;
}

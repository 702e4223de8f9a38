import { checkCallbackLines, type UrlRules } from "@/lib/callback/url-lines";
import { byEventType, type EventType, eventTypes } from "@/lib/events/event-types";
import type { WebhooksView } from "@/lib/webhooks/view";

export type Draft = { enabled: boolean; urls: string };
export type Drafts = Record<EventType, Draft>;

/** What the dialog holds before anybody typed. */
export function draftsOf(webhooks: Pick<WebhooksView, EventType>): Drafts {
  return byEventType((type) => ({ enabled: webhooks[type].enabled, urls: webhooks[type].urls.join("\n") }));
}

/** What the drafts would make of the settings. */
export function settingsIn(drafts: Drafts, rules: UrlRules): Pick<WebhooksView, EventType> {
  return byEventType((type) => ({
    enabled: drafts[type].enabled,
    urls: checkCallbackLines(drafts[type].urls, rules).lines.map(({ url }) => url),
  }));
}

/** Whether anything differs from what is stored, and whether text does: blank lines around it are none. */
export function unsavedIn(drafts: Drafts, stored: Pick<WebhooksView, EventType>) {
  const before = draftsOf(stored);
  const text = eventTypes.some((type) => drafts[type].urls.trim() !== before[type].urls.trim());
  return { text, any: text || eventTypes.some((type) => drafts[type].enabled !== before[type].enabled) };
}

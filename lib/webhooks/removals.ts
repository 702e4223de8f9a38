import type { Removal } from "@/lib/cancellations/view";
import { type EventType, eventTypes } from "@/lib/events/event-types";
import type { WebhooksView } from "./view";

type Settings = Pick<WebhooksView, EventType>;

/** What gets callbacks before and none after: a URL that goes, or whose event type is switched off. Pure. */
export function removals(before: Settings, after: Settings): Removal[] {
  return eventTypes.flatMap((eventType) => {
    const [from, to] = [before[eventType], after[eventType]];
    if (!from.enabled) return [];
    return from.urls.flatMap((url): Removal[] => {
      if (!to.urls.includes(url)) return [{ eventType, url, reason: "url_removed" }];
      return to.enabled ? [] : [{ eventType, url, reason: "switched_off" }];
    });
  });
}

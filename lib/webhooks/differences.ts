import { eventTypeLabels, eventTypes } from "@/lib/events/event-types";
import type { WebhooksView } from "./view";

type Settings = Pick<WebhooksView, (typeof eventTypes)[number]>;

/** What changed between two states of the settings, a short sentence each: "Created: added https://…". Pure. */
export function differences(before: Settings, after: Settings): string[] {
  return eventTypes.flatMap((type) => {
    const [from, to] = [before[type], after[type]];
    const label = eventTypeLabels[type];
    return [
      ...(from.enabled === to.enabled ? [] : [`${label}: switched ${to.enabled ? "on" : "off"}`]),
      ...to.urls.filter((url) => !from.urls.includes(url)).map((url) => `${label}: added ${url}`),
      ...from.urls.filter((url) => !to.urls.includes(url)).map((url) => `${label}: removed ${url}`),
      ...(isReordered(from.urls, to.urls) ? [`${label}: put in another order`] : []),
    ];
  });
}

function isReordered(from: string[], to: string[]): boolean {
  return from.length === to.length && from.every((url) => to.includes(url)) && from.join() !== to.join();
}

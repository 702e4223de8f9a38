import { byEventType } from "@/lib/events/event-types";

/** Webhook settings without a URL: what a test spreads those over that it is about, whatever event types there are. */
export const noCallbacks = byEventType(() => ({ enabled: false, urls: [] as string[] }));

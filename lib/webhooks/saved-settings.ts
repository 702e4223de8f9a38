import { z } from "zod";
import { readEntry } from "@/lib/audit/entry";
import { NotFoundError } from "@/lib/errors";
import { byEventType, type EventType, eventTypes } from "@/lib/events/event-types";
import type { WebhooksView } from "./view";

const callback = z.object({ enabled: z.boolean(), urls: z.array(z.string()) });
/** An entry from before an event type existed says nothing of it. */
const settings = z
  .object(byEventType(() => callback.optional()))
  .refine((left) => eventTypes.some((type) => left[type]));
const order = z.object({ ordered: z.boolean() });

type LeftSettings = z.output<typeof settings>;
type Settings = Pick<WebhooksView, EventType>;
type Left = { id: bigint } & ({ kind: "urls"; settings: LeftSettings } | { kind: "order"; ordered: boolean });

/**
 * What an entry of the history left behind.
 * @throws NotFoundError when there is no such entry, or it left no settings behind
 */
export async function leftBehind(entryID: string): Promise<Left> {
  const { id, action, after } = await readEntry(entryID);
  if (action === "webhooks.saved") {
    const parsed = settings.safeParse(after);
    if (parsed.success) return { id, kind: "urls", settings: parsed.data };
  }
  if (action === "webhooks.order_saved") {
    const parsed = order.safeParse(after);
    if (parsed.success) return { id, kind: "order", ordered: parsed.data.ordered };
  }
  throw new NotFoundError(`The entry ${entryID} left no settings behind that could be restored.`);
}

/**
 * What held before the save that this entry records.
 * @throws NotFoundError when there is no such entry, or it is no save
 */
export async function heldBefore(
  entryID: string,
): Promise<{ id: bigint; action: string; settings: LeftSettings }> {
  const { id, action, before } = await readEntry(entryID);
  const found = settings.safeParse(before);
  if (action !== "webhooks.saved" || !found.success) {
    throw new NotFoundError(`The entry ${entryID} is no save that could be undone.`);
  }
  return { id, action, settings: found.data };
}

/** With what holds now where the entry says nothing. */
export function completed(left: LeftSettings, now: WebhooksView): Settings {
  return byEventType((type) => left[type] ?? now[type]);
}

/** As the text areas would hold it. */
export function typed(left: Settings) {
  return byEventType((type) => ({ enabled: left[type].enabled, urls: left[type].urls.join("\n") }));
}

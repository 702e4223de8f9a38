import { z } from "zod";
import { readEntry } from "@/lib/audit/entry";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { NotFoundError } from "@/lib/errors";
import { byEventType, type EventType, eventTypes } from "@/lib/events/event-types";
import { differences } from "./differences";
import { readOrder, saveOrder } from "./order";
import { readWebhooks } from "./read";
import { replaceWebhooks } from "./save";
import type { RestoreOutcome, RestorePreview, UndoOutcome, WebhooksView } from "./view";
import { whoSaved } from "./who-saved";

const callback = z.object({ enabled: z.boolean(), urls: z.array(z.string()) });
/** An entry from before an event type existed says nothing of it. */
const settings = z
  .object(byEventType(() => callback.optional()))
  .refine((left) => eventTypes.some((type) => left[type]));
const order = z.object({ ordered: z.boolean() });

/**
 * What bringing back the settings that an entry of the history left behind would change against now.
 * @throws ForbiddenError, NotFoundError when there is no such entry or it left no settings behind
 */
export async function previewRestore(actor: Actor, entryID: string): Promise<RestorePreview> {
  assertCan(actor, "webhooks:write");
  const left = await leftBehind(entryID);
  if (left.kind === "order") {
    const now = await readOrder(actor);
    const changes =
      now.ordered === left.ordered
        ? []
        : [`Keep the order of each instance: switched ${left.ordered ? "on" : "off"}`];
    return { entryID, version: now.version, changes };
  }
  const now = await readWebhooks(actor);
  return { entryID, version: now.version, changes: differences(now, completed(left.settings, now)) };
}

/**
 * Brings back the settings that an entry left behind, under the rules of now; and what the saves since then cancelled, for URLs that
 * come back with them, is pending again (docs/decisions/0031).
 * @param version the settings the person compared with, from the preview
 * @throws ForbiddenError, NotFoundError, InvalidError with every line that is refused today
 */
export async function restoreSettings(
  actor: Actor,
  { entryID, version }: { entryID: string; version: WebhooksView["version"] },
): Promise<RestoreOutcome> {
  assertCan(actor, "webhooks:write");
  const left = await leftBehind(entryID);
  const outcome =
    left.kind === "order"
      ? await saveOrder(actor, { version, ordered: left.ordered }, { restoredFrom: left.id })
      : await replaceWebhooks(
          actor,
          { version, ...typed(completed(left.settings, await readWebhooks(actor))) },
          { restoredFrom: left.id, undoSince: left.id },
        );
  if (outcome.kind === "saved") {
    return { kind: "restored", warnings: "warnings" in outcome ? outcome.warnings : [] };
  }
  const message = `${whoSaved(outcome.current)} meanwhile. Nothing was restored.`;
  return { kind: "conflict", message, preview: await previewRestore(actor, entryID) };
}

/**
 * Undoes a save: the settings are as before it, and the deliveries it cancelled are pending again.
 * @param version the settings that the save left, which must hold still
 * @throws ForbiddenError, NotFoundError when the entry is no save, InvalidError with every line that is refused today
 */
export async function undoSave(
  actor: Actor,
  { entryID, version }: { entryID: string; version: WebhooksView["version"] },
): Promise<UndoOutcome> {
  assertCan(actor, "webhooks:write");
  const { id, action, before } = await readEntry(entryID);
  const found = settings.safeParse(before);
  if (action !== "webhooks.saved" || !found.success) {
    throw new NotFoundError(`The entry ${entryID} is no save that could be undone.`);
  }
  const earlier = await prisma().auditEntry.findFirst({
    where: { subject: "webhooks", action, id: { lt: id } },
    orderBy: { id: "desc" },
  });
  const outcome = await replaceWebhooks(
    actor,
    { version, ...typed(completed(found.data, await readWebhooks(actor))) },
    { restoredFrom: earlier?.id, undoSince: id - 1n },
  );
  if (outcome.kind === "saved") return { kind: "undone", warnings: outcome.warnings };
  return { kind: "conflict", message: `${whoSaved(outcome.current)} meanwhile. Nothing was undone.` };
}

type LeftSettings = z.output<typeof settings>;
type Settings = Pick<WebhooksView, EventType>;
type Left = { id: bigint } & ({ kind: "urls"; settings: LeftSettings } | { kind: "order"; ordered: boolean });

async function leftBehind(entryID: string): Promise<Left> {
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

/** With what holds now where the entry says nothing. */
function completed(left: LeftSettings, now: WebhooksView): Settings {
  return byEventType((type) => left[type] ?? now[type]);
}

/** As the text areas would hold it. */
function typed(left: Settings) {
  return byEventType((type) => ({ enabled: left[type].enabled, urls: left[type].urls.join("\n") }));
}

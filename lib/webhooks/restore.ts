import { type Actor, assertCan } from "@/lib/auth/actor";
import { differences } from "./differences";
import { readOrder, saveOrder } from "./order";
import { readWebhooks } from "./read";
import { replaceWebhooks } from "./save";
import { completed, leftBehind, typed } from "./saved-settings";
import type { RestoreOutcome, RestorePreview, WebhooksView } from "./view";
import { whoSaved } from "./who-saved";

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

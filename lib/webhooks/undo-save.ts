import { type Actor, assertCan } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { readWebhooks } from "./read";
import { replaceWebhooks } from "./save";
import { completed, heldBefore, typed } from "./saved-settings";
import type { UndoOutcome, WebhooksView } from "./view";
import { whoSaved } from "./who-saved";

/**
 * Takes a save back: the settings are what they were before it, and what it cancelled is pending again.
 * @param version the settings that the save left, which must hold still
 * @throws ForbiddenError, NotFoundError when the entry is no save, InvalidError with every line that is refused today
 */
export async function undoSave(
  actor: Actor,
  { entryID, version }: { entryID: string; version: WebhooksView["version"] },
): Promise<UndoOutcome> {
  assertCan(actor, "webhooks:write");
  const { id, action, settings } = await heldBefore(entryID);
  const earlier = await prisma().auditEntry.findFirst({
    where: { subject: "webhooks", action, id: { lt: id } },
    orderBy: { id: "desc" },
  });
  const outcome = await replaceWebhooks(
    actor,
    { version, ...typed(completed(settings, await readWebhooks(actor))) },
    { restoredFrom: earlier?.id, undoSince: id - 1n },
  );
  if (outcome.kind === "saved") return { kind: "undone", warnings: outcome.warnings };
  return { kind: "conflict", message: `${whoSaved(outcome.current)} meanwhile. Nothing was undone.` };
}

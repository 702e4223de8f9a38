import { lastRecorded } from "@/lib/audit/last";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { webhookSettingsLock } from "@/lib/db/locks";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import { announceSettings, nextSettingsVersion } from "@/lib/events/announce-settings";
import type { RestoredFrom } from "./save";
import { type ExpectedVersion, isExpected, versionOf } from "./version";
import type { OrderOutcome, OrderView } from "./view";
import { whoSaved } from "./who-saved";

const action = { subject: "webhooks", action: "webhooks.order_saved" } as const;

/** Whether order is kept. @throws ForbiddenError */
export async function readOrder(actor: Actor): Promise<OrderView> {
  assertCan(actor, "webhooks:read");
  return orderView(prisma());
}

/**
 * Says whether callbacks of one instance are to reach each URL in the order of its events, from the next event on
 * (docs/decisions/0014). When it returns, every dispatcher knows. Nothing is written when it is so already.
 * @throws ForbiddenError
 */
export async function saveOrder(
  actor: Actor,
  { version, ordered }: { version: ExpectedVersion; ordered: boolean },
  { restoredFrom }: RestoredFrom = {},
): Promise<OrderOutcome> {
  assertCan(actor, "webhooks:write");
  const { outcome, settingsVersion } = await prisma().$transaction(async (tx): Promise<Done> => {
    // As a save of the URLs: each event is recorded either before this or with it.
    await tx.$executeRaw`select pg_advisory_xact_lock(${webhookSettingsLock}::bigint)`;
    const before = await orderView(tx);
    if (!isExpected(version, before.version)) {
      const saved = whoSaved(await lastRecorded(tx, action));
      const message = `${saved} meanwhile. Your change was not saved; the switch shows what holds now.`;
      return { outcome: { kind: "conflict", message, current: before }, settingsVersion: null };
    }
    if (before.ordered === ordered) {
      return { outcome: { kind: "saved", order: before }, settingsVersion: null };
    }
    await tx.webhookSettings.update({
      where: { id: 1 },
      data: { ordered, updatedAt: new Date(), updatedById: actor.userId },
    });
    const settingsVersion = await nextSettingsVersion(tx);
    await recordAudit(tx, actor, {
      ...action,
      before: { ordered: before.ordered },
      after: { ordered },
      restoredFrom,
    });
    return { outcome: { kind: "saved", order: await orderView(tx) }, settingsVersion };
  });
  if (settingsVersion !== null) await announceSettings(settingsVersion);
  return outcome;
}

/** `settingsVersion` is what the dispatchers acknowledge; null where nothing was written. */
type Done = { outcome: OrderOutcome; settingsVersion: number | null };

async function orderView(db: PrismaTx): Promise<OrderView> {
  const { ordered, updatedAt, updatedBy } = await db.webhookSettings.findUniqueOrThrow({
    where: { id: 1 },
    include: { updatedBy: true },
  });
  return {
    version: versionOf({ ordered }),
    ordered,
    updatedAt: updatedAt?.toISOString() ?? null,
    updatedBy: updatedBy?.name ?? null,
  };
}

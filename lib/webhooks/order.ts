import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { webhookSettingsLock } from "@/lib/db/locks";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import { announceSettings } from "./announce";
import type { RestoredFrom } from "./save";
import type { OrderInput } from "./schema";
import type { OrderOutcome, OrderView } from "./view";
import { whoSaved } from "./who-saved";

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
  { version, ordered }: OrderInput,
  { restoredFrom }: RestoredFrom = {},
): Promise<OrderOutcome> {
  assertCan(actor, "webhooks:write");
  const outcome = await prisma().$transaction(async (tx): Promise<OrderOutcome> => {
    // As a save of the URLs: each event is recorded either before this or with it.
    await tx.$executeRaw`select pg_advisory_xact_lock(${webhookSettingsLock}::bigint)`;
    const before = await orderView(tx);
    if (before.version !== version) {
      const message = `${whoSaved(before)} meanwhile. Your change was not saved; the switch shows what holds now.`;
      return { kind: "conflict", message, current: before };
    }
    if (before.ordered === ordered) return { kind: "saved", order: before };
    await tx.webhookSettings.update({
      where: { id: 1 },
      data: { ordered, version: { increment: 1 }, updatedAt: new Date(), updatedById: actor.userId },
    });
    await recordAudit(tx, actor, {
      action: "webhooks.order_saved",
      subject: "webhooks",
      before: { ordered: before.ordered },
      after: { ordered },
      restoredFrom,
    });
    return { kind: "saved", order: await orderView(tx) };
  });
  if (outcome.kind === "saved" && outcome.order.version !== version) {
    await announceSettings(outcome.order.version);
  }
  return outcome;
}

async function orderView(db: PrismaTx): Promise<OrderView> {
  const { version, ordered, updatedAt, updatedBy } = await db.webhookSettings.findUniqueOrThrow({
    where: { id: 1 },
    include: { updatedBy: true },
  });
  return {
    version,
    ordered,
    updatedAt: updatedAt?.toISOString() ?? null,
    updatedBy: updatedBy?.name ?? null,
  };
}

import { lastRecorded } from "@/lib/audit/last";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction, type Queryable, transactionOrPool } from "@/lib/db/pool";
import { lockSettings } from "@/lib/db/settings-lock";
import type { RestoredFrom } from "./save";
import { type ExpectedVersion, isExpected, versionOf } from "./version";
import type { OrderOutcome, OrderView } from "./view";
import { whoSaved } from "./who-saved";

const action = { subject: "webhooks", action: "webhooks.order_saved" } as const;

/** Whether order is kept. @throws ForbiddenError */
export async function readOrder(actor: Actor): Promise<OrderView> {
  assertCan(actor, "webhooks:read");
  return orderView(transactionOrPool());
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
  return inTransaction(async (tx): Promise<OrderOutcome> => {
    // As a save of the URLs: each event is recorded either before this or with it.
    await lockSettings(tx);
    const before = await orderView(tx);
    if (!isExpected(version, before.version)) {
      const saved = whoSaved(await lastRecorded(tx, action));
      const message = `${saved} meanwhile. Your change was not saved; the switch shows what holds now.`;
      return { kind: "conflict", message, current: before };
    }
    if (before.ordered === ordered) return { kind: "saved", order: before };
    await tx.query(
      "update webhook_settings set ordered = $1, updated_at = now(), updated_by_id = $2 where id = 1",
      [ordered, actor.userId],
    );
    await recordAudit(tx, actor, {
      ...action,
      before: { ordered: before.ordered },
      after: { ordered },
      restoredFrom,
    });
    await announceOnCommit(tx);
    return { kind: "saved", order: await orderView(tx) };
  });
}

async function orderView(db: Queryable): Promise<OrderView> {
  const { rows } = await db.query<{ ordered: boolean; updated_at: Date | null; updated_by: string | null }>(
    `select ordered, updated_at, user_account.name as updated_by
     from webhook_settings as settings left join user_account on user_account.id = settings.updated_by_id
     where settings.id = 1`,
  );
  const [settings] = rows;
  if (!settings) throw new Error("The settings have no row.");
  const { ordered, updated_at, updated_by } = settings;
  return {
    version: versionOf({ ordered }),
    ordered,
    updatedAt: updated_at?.toISOString() ?? null,
    updatedBy: updated_by,
  };
}

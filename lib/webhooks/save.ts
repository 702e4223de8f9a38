import { lastRecorded } from "@/lib/audit/last";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { Callback } from "@/lib/callback/callback-errors";
import { requestCancellations, undoCancellations } from "@/lib/cancellations/request";
import { takeEffect } from "@/lib/cancellations/take-effect";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction, transactionOrPool } from "@/lib/db/pool";
import { lockSettings } from "@/lib/db/settings-lock";
import { newEndpoints } from "@/lib/endpoints/new-endpoints";
import { reactivate } from "@/lib/endpoints/reactivate";
import { byEventType, type EventType, eventTypes } from "@/lib/events/event-types";
import { publicId } from "@/lib/ids";
import { checkedLines } from "./checked-lines";
import { webhooksView } from "./read";
import { removals } from "./removals";
import { saveSubscriptions } from "./save-subscriptions";
import { type ExpectedVersion, isExpected } from "./version";
import { type SaveOutcome, settingsOf } from "./view";
import { type LastSave, whoSaved } from "./who-saved";

type WebhooksChange = Record<EventType, Callback> & { version: ExpectedVersion };

/** The audit entry whose settings a save restores. */
export type RestoredFrom = { restoredFrom?: bigint | undefined };

/** The audit entry after which cancelled deliveries become pending again, where the settings have their URL again. */
type UndoSince = { undoSince?: bigint | undefined };

const action = { subject: "webhooks", action: "webhooks.saved" } as const;

/**
 * Replaces the callback settings. When it returns, no call to a removed URL or switched-off type can begin any more
 * (docs/decisions/0008). Of two saves from the same version one wins; the other gets a conflict that says who saved and
 * when. The number of statements does not grow with the URLs or the deliveries that wait (docs/decisions/0031).
 * @throws ForbiddenError, InvalidError with every bad line
 */
export async function replaceWebhooks(
  actor: Actor,
  input: WebhooksChange,
  { restoredFrom, undoSince }: RestoredFrom & UndoSince = {},
): Promise<SaveOutcome> {
  assertCan(actor, "webhooks:write");
  const { lines, warnings } = await checkedLines(input);
  const entered = eventTypes.flatMap((type) => lines[type].map(({ url }) => url));
  const endpoints = await newEndpoints(transactionOrPool(), entered);
  return inTransaction(async (tx): Promise<SaveOutcome> => {
    await lockSettings(tx);
    const before = await webhooksView(tx);
    if (!isExpected(input.version, before.version)) {
      const current = { ...before, ...(await lastRecorded(tx, action)) };
      return { kind: "conflict", message: conflictMessage(current), current };
    }
    await saveSubscriptions(
      tx,
      byEventType((type) => input[type].enabled),
      lines,
      endpoints,
    );
    // What is brought back comes back as it was: what waited for a suspended URL goes on waiting for it.
    if (undoSince === undefined) {
      const known = new Set(eventTypes.flatMap((type) => before[type].urls));
      await reactivate(
        tx,
        actor,
        entered.filter((url) => !known.has(url)),
      );
    }
    await tx.query("update webhook_settings set updated_at = now(), updated_by_id = $1 where id = 1", [
      actor.userId,
    ]);
    const after = await webhooksView(tx);
    const entryId = await recordAudit(tx, actor, {
      ...action,
      before: settingsOf(before),
      after: settingsOf(after),
      restoredFrom,
    });
    const cancellations = [
      ...(await requestCancellations(tx, removals(before, after), entryId)),
      ...(undoSince === undefined ? [] : await undoCancellations(tx, undoSince)),
    ];
    await announceOnCommit(tx, (version) => takeEffect(version, cancellations));
    return { kind: "saved", webhooks: after, warnings, entryID: publicId("aud", entryId) };
  });
}

function conflictMessage(last: LastSave): string {
  return `${whoSaved(last)}, while you were editing. Nothing of yours was saved, and your text is kept.`;
}

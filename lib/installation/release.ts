import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { takeEffect } from "@/lib/cancellations/take-effect";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { hasPending } from "@/lib/db/by-key";
import { inTransaction, type Tx } from "@/lib/db/pool";
import { lockSettings } from "@/lib/db/settings-lock";
import { ConflictError } from "@/lib/errors";
import { readHold } from "./hold";
import { skipNumbers } from "./skip-numbers";
import { holdText, type ReleaseChoice } from "./view";

const releaseStatement = `
update installation
set place = installation_place(), app_url = coalesce(held_at_url, app_url), held_at_url = null
where id = 1`;

/**
 * Switches all callbacks off and covers what is pending for whichever URL, resends to removed ones included. Bulk resends that run end,
 * and notices are the original's. No rule judges the URLs: those of the original need not be allowed here.
 */
const giveUpStatement = `
with switched_off as (
  update event_switch set enabled = false where enabled
), saved as (
  update webhook_settings set updated_at = now(), updated_by_id = $3 where id = 1
), ended as (
  update resend_job set state = 'cancelled', finished_at = now(), cancelled_by = $2 where state in ('running', 'under_way')
), silenced as (
  update notice_webhook set url = null where id = 1
), unposted as (
  delete from notice_post
), mailed as (
  update notice_reader set mailed_to = (select coalesce(max(id), 0) from notice)
)
insert into cancellation (endpoint_id, event_type, reason, until_id, audit_entry_id)
select endpoint.id, type.event_type, 'switched_off', (select coalesce(max(id), 0) from delivery), $1::bigint
from endpoint cross join unnest(enum_range(null::event_type)) as type (event_type)
where ${hasPending("endpoint.id")} and not exists (
  select from cancellation as known
  where known.endpoint_id = endpoint.id and known.event_type = type.event_type and known.state = 'running'
)
returning id`;

/**
 * Says what a database is that is held: the same installation at another place, which goes on, with numbers that nobody has; or a copy, which gives up all that the
 * original sends, so that only what is done here from now on is called (docs/decisions/0053).
 * @throws ForbiddenError; ConflictError where nothing is held
 */
export async function releaseDispatch(actor: Actor, choice: ReleaseChoice): Promise<void> {
  assertCan(actor, "dispatch:write");
  await inTransaction(async (tx) => {
    await lockSettings(tx);
    const hold = await readHold(tx);
    if (!hold) throw notHeld();
    await tx.query(releaseStatement);
    // A dump may be older than what its original went on to give out; another address alone is the same database.
    const skipped = choice === "moved" && hold.isElsewhere ? { skipped: await skipNumbers(tx) } : {};
    const after = { as: choice, because: holdText(hold), ...skipped };
    const entryId = await recordAudit(tx, actor, { action: "dispatch.released", subject: "dispatch", after });
    const cancellations = choice === "copy" ? await giveUp(tx, actor, entryId) : [];
    await announceOnCommit(tx, (version) => takeEffect(version, cancellations));
  });
}

const notHeld = () => new ConflictError("Callbacks are not held; somebody has released them.");

async function giveUp(tx: Tx, actor: Actor, entryId: bigint): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(giveUpStatement, [
    String(entryId),
    actor.name,
    actor.userId,
  ]);
  return rows.map(({ id }) => id);
}

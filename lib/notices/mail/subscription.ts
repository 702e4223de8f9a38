import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { inTransaction, pool, type Tx } from "@/lib/db/pool";
import { ConflictError, ForbiddenError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import type { MailSubscription } from "@/lib/notices/view";
import { readUnsubscribeToken } from "./unsubscribe-token";

/** Whether the actor gets notices by email, and whether that works. @throws ForbiddenError */
export async function readSubscription(actor: Actor): Promise<MailSubscription> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<{ mails: boolean; mailedAt: Date | null; problem: string | null }>(
    `select mails, mailed_at as "mailedAt", mail_problem as problem from notice_reader where user_id = $1`,
    [actor.userId],
  );
  const { mails = false, mailedAt = null, problem = null } = rows[0] ?? {};
  return { available: config().mail !== null, mails, mailedAt: mailedAt?.toISOString() ?? null, problem };
}

/**
 * Switches mails on or off for the actor. They begin with the next notice.
 * @throws ForbiddenError, ConflictError where no mail server is set
 */
export async function setSubscription(actor: Actor, { mails }: { mails: boolean }): Promise<void> {
  assertCan(actor, "deliveries:read");
  const { userId } = actor;
  if (actor.kind !== "user" || userId === null) {
    throw new ForbiddenError("Only a signed-in user has mails of their own.", "deliveries:read");
  }
  if (mails && config().mail === null) {
    throw new ConflictError("Callboard sends no mail here: an operator has to set SMTP_URL and SMTP_FROM.");
  }
  await inTransaction((tx) => write(tx, actor, userId, mails));
}

/** What a mail's one-click link does. @returns false when the token is none of ours */
export async function unsubscribe(token: string, address: string | null): Promise<boolean> {
  const userId = readUnsubscribeToken(token, config().appSecret);
  if (userId === null) return false;
  const { rows } = await pool().query<{ name: string; role: Role }>(
    "select name, role from user_account where id = $1",
    [userId],
  );
  if (!rows[0]) return false;
  const actor: Actor = { kind: "user", userId, ...rows[0], scopes: [], tokenId: null, address };
  await inTransaction((tx) => write(tx, actor, userId, false));
  return true;
}

async function write(tx: Tx, actor: Actor, userId: number, mails: boolean): Promise<void> {
  await tx.query("insert into notice_reader (user_id) values ($1) on conflict do nothing", [userId]);
  const { rowCount } = await tx.query(
    `update notice_reader set mails = $2, mailed_to = (select coalesce(max(id), 0) from notice), mailed_at = null,
       mail_failures = 0, mail_retry_at = null, mail_problem = null
     where user_id = $1 and mails <> $2`,
    [userId, mails],
  );
  if (rowCount === 0) return;
  await recordAudit(tx, actor, {
    action: "user.notice_mails_set",
    subject: publicId("usr", userId),
    before: { mails: !mails },
    after: { mails },
  });
}

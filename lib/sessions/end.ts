import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { NotFoundError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { browserName } from "./browser-name";
import { liveSession } from "./read";
import { sessionHash } from "./session-id";

/** Signing out: whoever has the id ends its session. Nothing happens where there is none. */
export async function endSession(id: string): Promise<void> {
  await pool().query("update user_session set ended_at = now() where id_hash = $1 and ended_at is null", [
    sessionHash(id),
  ]);
}

/**
 * Ends one of the actor's own live sessions, by the name that the list gives it.
 * @throws ForbiddenError, NotFoundError also for somebody else's
 */
export async function endOwnSession(actor: Actor, sessionID: string): Promise<void> {
  assertCan(actor, "account:write");
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ user_agent: string; address: string | null; created_at: Date }>(
      `update user_session as session set ended_at = now() from user_account as account
       where id_hash = $1 and user_id = $2 and account.id = user_id and ${liveSession}
       returning user_agent, address, session.created_at`,
      [Buffer.from(sessionID, "base64url"), actor.userId],
    );
    const [ended] = rows;
    if (!ended) throw new NotFoundError("This session has ended already.");
    await recordAudit(tx, actor, {
      action: "user.session_ended",
      subject: publicId("usr", actor.userId ?? 0),
      after: {
        browser: browserName(ended.user_agent),
        address: ended.address,
        signedInAt: ended.created_at.toISOString(),
      },
    });
  });
}

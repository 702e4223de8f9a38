import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { liveSession } from "./read";
import { type SessionRow, type SessionView, sessionView } from "./view";

/** A program that signs in for each call has thousands; nobody reads more than these. */
const maxListed = 50;

/**
 * The actor's own live sessions, the newest first, and how many there are in all.
 * @throws ForbiddenError
 */
export async function listOwnSessions(actor: Actor): Promise<{ sessions: SessionView[]; count: number }> {
  assertCan(actor, "account:read");
  const { rows } = await pool().query<SessionRow & { count: number }>(
    `select id_hash, session.created_at, last_seen_at, address, user_agent, count(*) over ()::int as count
     from user_session as session join user_account as account on account.id = user_id
     where user_id = $1 and ${liveSession}
     order by session.created_at desc, id_hash limit ${maxListed}`,
    [actor.userId],
  );
  return { sessions: rows.map(sessionView), count: rows[0]?.count ?? 0 };
}

import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { log } from "@/lib/log";
import { sessionHash } from "./session-id";

/** A session that counts: neither ended nor expired, of somebody who is not disabled and has not ended all of theirs. */
export const liveSession = `session.ended_at is null and session.expires_at > now()
  and account.disabled_at is null and account.session_version = session.session_version`;

type SessionRow = { user_id: number; name: string; role: Role; seen_lately: boolean };

/** Who this session's id stands for right now, in one query; null when it is unknown, ended or expired. */
export async function actorOfSession(id: string, address: string | null): Promise<Actor | null> {
  const hash = sessionHash(id);
  const { rows } = await pool().query<SessionRow>({
    name: "session",
    text: `select user_id, account.name, account.role,
             session.last_seen_at > now() - interval '1 min' as seen_lately
           from user_session as session join user_account as account on account.id = user_id
           where id_hash = $1 and ${liveSession}`,
    values: [hash],
  });
  const [found] = rows;
  if (!found) return null;
  if (!found.seen_lately) {
    // Who it is has been found out: where nothing can be written, people can still look.
    await noteSeen(hash).catch((error: Error) =>
      log.warn({ event: "session.not_noted", reason: error.message }),
    );
  }
  return {
    kind: "user",
    userId: found.user_id,
    name: found.name,
    role: found.role,
    scopes: ["read", "write"],
    tokenId: null,
    address,
  };
}

/** Once a minute is enough; of requests that come at once, only the first writes. The note may be lost in a crash. */
async function noteSeen(hash: Buffer): Promise<void> {
  await pool().query(
    `update user_session set last_seen_at = now()
     where id_hash = $1 and last_seen_at <= now() - interval '1 min'
     returning set_config('synchronous_commit', 'off', true)`,
    [hash],
  );
}

/** What ends the provider's own session of whoever had this session, sealed; null where a password began it, or where it is unknown. */
export async function providerSessionOf(id: string): Promise<string | null> {
  const { rows } = await pool().query<{ provider_session: string | null }>(
    "select provider_session from user_session where id_hash = $1",
    [sessionHash(id)],
  );
  return rows[0]?.provider_session ?? null;
}

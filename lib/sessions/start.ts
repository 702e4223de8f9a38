import { pool } from "@/lib/db/pool";
import { newSessionId, sessionHash, sessionSeconds } from "./session-id";

const maxUserAgent = 200;

type NewSession = {
  userId: number;
  /** The user's at the sign-in. When it rises, sessions with an earlier one have ended. */
  sessionVersion: number;
  /** The client's address, when known. */
  address: string | null;
  /** What the browser calls itself. */
  userAgent: string;
  /** The id of the session this browser had until now, whoever's: it ends. */
  replaces: string | null;
  /**
   * What ends the session at the provider that signed the user in, sealed. Without one, what the replaced session had stays: it is
   * the same browser.
   */
  providerSession?: string | null;
};

/** Starts a session of eight hours by the database's clock. @returns its id, of which only the hash is kept */
export async function startSession(given: NewSession): Promise<string> {
  const id = newSessionId();
  await pool().query(
    `with replaced as (update user_session set ended_at = now() where id_hash = $7 and ended_at is null)
     insert into user_session (id_hash, user_id, session_version, address, user_agent, expires_at, provider_session)
     values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second',
       coalesce($8, (select provider_session from user_session where id_hash = $7 and user_id = $2)))`,
    [
      sessionHash(id),
      given.userId,
      given.sessionVersion,
      given.address,
      storableUserAgent(given.userAgent),
      sessionSeconds,
      given.replaces === null ? null : sessionHash(given.replaces),
      given.providerSession ?? null,
    ],
  );
  return id;
}

/** Anybody may send anything: cut, and without characters that cannot be stored or seen. */
function storableUserAgent(text: string): string {
  return text.slice(0, maxUserAgent).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "\u{fffd}");
}

import { newSessionId, sessionHash } from "@/lib/sessions/session-id";
import { sessionToken } from "@/lib/web/session-token";
import type { CallboardDatabase } from "./callboard-database";

/** Developers who are signed in, each in a browser: what their browsers send as Cookie. */
export async function signedIn(
  { pool, appSecret }: Pick<CallboardDatabase, "pool" | "appSecret">,
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, newSessionId);
  await pool.query(
    `with owner as (
       insert into user_account (email, name, role)
       select 'live-' || n || '@example.com', 'Live ' || n, 'developer' from generate_series(1, $2::int) as n returning id
     ), numbered as (select id, row_number() over () as n from owner)
     insert into user_session (id_hash, user_id, session_version, user_agent, expires_at)
     select hash, id, 1, 'bench', now() + interval '1 hour'
     from unnest($1::bytea[]) with ordinality as session (hash, n) join numbered using (n)`,
    [ids.map(sessionHash), count],
  );
  return Promise.all(ids.map(async (id) => `next-auth.session-token=${await sessionToken(id, appSecret)}`));
}

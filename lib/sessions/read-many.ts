import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { liveSession } from "./read";

type Row = { session_id: string; user_id: number; name: string; role: Role };

/**
 * Who these sessions stand for right now, in one query; a session that is unknown, ended or expired is left out.
 * @param sessionIDs what the list of one's sessions calls them: their hashes, base64url
 */
export async function actorsOfSessions(sessionIDs: readonly string[]): Promise<Map<string, Actor>> {
  const { rows } = await pool().query<Row>({
    name: "sessions",
    text: `select rtrim(translate(encode(id_hash, 'base64'), '+/', '-_'), '=') as session_id, user_id, account.name,
             account.role
           from user_session as session join user_account as account on account.id = user_id
           where id_hash = any ($1::bytea[]) and ${liveSession}`,
    values: [sessionIDs.map((id) => Buffer.from(id, "base64url"))],
  });
  return new Map(
    rows.map(({ session_id, user_id, name, role }) => [
      session_id,
      { kind: "user", userId: user_id, name, role, scopes: ["read", "write"], tokenId: null, address: null },
    ]),
  );
}

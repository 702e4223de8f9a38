import { timingSafeEqual } from "node:crypto";
import type { Actor } from "@/lib/auth/actor";
import { type Role, scopes } from "@/lib/auth/permissions";
import { gather } from "@/lib/db/gather";
import { pool } from "@/lib/db/pool";
import { hashOf, parseToken } from "./token-text";

type TokenRow = {
  id: string;
  owner_id: number;
  name: string;
  secret_hash: Buffer;
  scopes: string[];
  usable: boolean;
  used_lately: boolean;
  owner_name: string;
  role: Role;
};

const selectTokens = `
  select token.id, owner_id, token.name, secret_hash, scopes, owner.name as owner_name, owner.role,
    revoked_at is null and expires_at > now() and owner.disabled_at is null as usable,
    coalesce(last_used_at > now() - interval '1 min', false) as used_lately
  from api_token as token join user_account as owner on owner.id = owner_id`;

/** As the database has it after it was asked for: requests that come while others' are read share the next look. */
const readToken = gather<string, TokenRow | null>({
  together: async (asked) => {
    const ids = [...new Set(asked)];
    // One alone is planned once for each connection; for several PostgreSQL takes a plan made for them to be cheaper each time.
    const { rows } = await pool().query<TokenRow>(
      ids.length === 1
        ? { name: "token", text: `${selectTokens} where token.id = $1`, values: ids }
        : { name: "tokens", text: `${selectTokens} where token.id = any ($1::text[])`, values: [ids] },
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return asked.map((id) => found.get(id) ?? null);
  },
});

/** Who a bearer token acts as right now, or null when it is malformed, unknown, expired, revoked, or its owner is disabled. */
export async function actorOfToken(token: string, address: string | null): Promise<Actor | null> {
  const parsed = parseToken(token);
  if (!parsed) return null;
  const { id, secret } = parsed;
  const found = await readToken(id);
  if (!found || !timingSafeEqual(found.secret_hash, hashOf(secret)) || !found.usable) return null;
  if (!found.used_lately) await noteUse(id);
  return {
    kind: "token",
    userId: found.owner_id,
    name: `${found.owner_name} (token ${found.name})`,
    role: found.role,
    scopes: scopes.filter((scope) => found.scopes.includes(scope)),
    tokenId: id,
    address,
  };
}

/** Once a minute is enough; of requests that come at once, only the first writes. The note may be lost in a crash. */
async function noteUse(id: string): Promise<void> {
  await pool().query(
    `update api_token set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at <= now() - interval '1 min')
     returning set_config('synchronous_commit', 'off', true)`,
    [id],
  );
}

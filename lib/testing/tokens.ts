import { scopes as allScopes, type Scope } from "@/lib/auth/permissions";
import type { Queryable } from "@/lib/db/pool";
import { hashOf, newToken } from "@/lib/tokens/token-text";

/** A token of the user with this email. For tests of anything but the command line, whose process takes half a second to make one. */
export async function addToken(
  db: Queryable,
  { email, name, scopes = allScopes }: { email: string; name: string; scopes?: readonly Scope[] },
): Promise<string> {
  const { id, secret, token } = newToken();
  const { rowCount } = await db.query(
    `insert into api_token (id, name, owner_id, secret_hash, scopes, expires_at)
     select $1, $2, id, $3, $4, now() + interval '1 day' from user_account where email = $5`,
    [id, name, hashOf(secret), scopes, email],
  );
  if (rowCount !== 1) throw new Error(`Nobody has the email ${email}.`);
  return token;
}

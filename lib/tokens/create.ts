import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { Scope } from "@/lib/auth/permissions";
import { inTransaction } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { hashOf, newToken } from "./token-text";
import { tokenDays } from "./view";

/**
 * Makes a token that acts for oneself with one's role; the operator names by `email` whom it is for. Only the SHA-256 of its
 * secret is kept.
 * @returns the token itself, `cbt_<id>_<secret>`, which can never be shown again
 * @throws ForbiddenError, NotFoundError, InvalidError
 */
export async function createToken(
  actor: Actor,
  input: { email?: string; name: string; scopes: readonly Scope[]; days: number },
): Promise<{ id: string; token: string }> {
  assertCan(actor, "tokens:write");
  const { days } = input;
  if (!Number.isInteger(days) || days < 1 || days > tokenDays.max) {
    const max = tokenDays.max.toLocaleString("en-US");
    throw new InvalidError([{ path: "days", message: `A token lives between 1 and ${max} days.` }]);
  }
  const { id, secret, token } = newToken();
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ id: number; email: string }>(
      `select id, email from user_account where ${input.email === undefined ? "id" : "email"} = $1`,
      [input.email === undefined ? (actor.userId ?? 0) : input.email.trim().toLowerCase()],
    );
    const [owner] = rows;
    if (!owner) {
      throw new NotFoundError(
        input.email === undefined
          ? "Say by email whom the token is for."
          : `Nobody has the email ${input.email}.`,
      );
    }
    // Otherwise a Developer could lend themselves an Administrator's role.
    if (actor.kind !== "system" && owner.id !== actor.userId) {
      throw new ForbiddenError("A token can only be made for oneself.", "tokens:write");
    }
    // By the database's clock, which also judges whether it has expired.
    await tx.query(
      `insert into api_token (id, name, owner_id, secret_hash, scopes, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(hours => 24 * $6))`,
      [id, input.name, owner.id, hashOf(secret), input.scopes, days],
    );
    await recordAudit(tx, actor, {
      action: "token.created",
      subject: `token_${id}`,
      after: { name: input.name, owner: owner.email, scopes: [...input.scopes], days },
    });
  });
  return { id, token };
}

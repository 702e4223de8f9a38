import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { can, type Role, type Scope, scopes } from "@/lib/auth/permissions";
import { inTransaction, pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { tokenDays } from "./view";

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const random = (length: number) => Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
const hashOf = (secret: string) => createHash("sha256").update(secret).digest();

/** 43 base62 letters hold 32 bytes. */
const secretLength = 43;
const shape = new RegExp(`^cbt_([0-9A-Za-z]{10})_([0-9A-Za-z]{${secretLength}})$`);

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
  const id = random(10);
  const secret = random(secretLength);
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
  return { id, token: `cbt_${id}_${secret}` };
}

/**
 * From the next request on the token is refused. Those who manage people revoke anybody's, others their own.
 * @throws ForbiddenError, NotFoundError also for another user's
 */
export async function revokeToken(actor: Actor, id: string): Promise<void> {
  assertCan(actor, "tokens:write");
  const ownerId = can(actor, "users:write") ? null : (actor.userId ?? 0);
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ name: string; email: string }>(
      `update api_token as token set revoked_at = now() from user_account as owner
       where token.id = $1 and revoked_at is null and owner.id = owner_id and ($2::int is null or owner_id = $2)
       returning token.name, owner.email`,
      [id, ownerId],
    );
    const [revoked] = rows;
    if (!revoked) throw new NotFoundError(`There is no unrevoked token with the id ${id}.`);
    await recordAudit(tx, actor, {
      action: "token.revoked",
      subject: `token_${id}`,
      after: { name: revoked.name, owner: revoked.email },
    });
  });
}

type TokenRow = {
  owner_id: number;
  name: string;
  secret_hash: Buffer;
  scopes: string[];
  usable: boolean;
  used_lately: boolean;
  owner_name: string;
  role: Role;
};

/** Who a bearer token acts as right now, or null when it is malformed, unknown, expired, revoked, or its owner is disabled. */
export async function actorOfToken(token: string, address: string | null): Promise<Actor | null> {
  const [, id, secret] = shape.exec(token) ?? [];
  if (!id || !secret) return null;
  const { rows } = await pool().query<TokenRow>({
    name: "token",
    text: `select owner_id, token.name, secret_hash, scopes, owner.name as owner_name, owner.role,
             revoked_at is null and expires_at > now() and owner.disabled_at is null as usable,
             coalesce(last_used_at > now() - interval '1 min', false) as used_lately
           from api_token as token join user_account as owner on owner.id = owner_id where token.id = $1`,
    values: [id],
  });
  const [found] = rows;
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

import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { inTransaction } from "@/lib/db/pool";
import { NotFoundError } from "@/lib/errors";

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

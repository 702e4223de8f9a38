import { z } from "zod";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool, type Tx } from "@/lib/db/pool";
import { ConflictError, InvalidError, NotFoundError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { findLinkedUser, type Identity, insertIdentity, insertLinkedUser } from "./identity";
import { codeSchema, openRequest } from "./link-request";
import { findUser, updateUser } from "./user-row";
import { inUserTransaction } from "./user-transaction";
import type { LinkRequestView } from "./view";

const identity = { issuer: z.string().min(1).max(2_048), subject: z.string().min(1).max(255) };
export const refuseLinkSchema = z.strictObject(identity);
/** `email` as the administrator saw it: whom the request is about. */
export const acceptLinkSchema = z.strictObject({ ...identity, email: z.string().max(254), code: codeSchema });

type Row = Identity & { email: string; name: string | null; code: string; requested_at: Date };
type ListedRow = Omit<Row, "code"> & { user_name: string | null; disabled: boolean | null };

/** Who waits for an administrator's word, the newest first. The code is nobody's to read here. @throws ForbiddenError */
export async function listLinkRequests(actor: Actor): Promise<LinkRequestView[]> {
  assertCan(actor, "users:read");
  const { rows } = await pool().query<ListedRow>(
    `select issuer, subject, request.email, request.name, requested_at, account.name as user_name,
       account.disabled_at is not null as disabled
     from link_request as request left join user_account as account on account.email = request.email
     where ${openRequest} order by requested_at desc, issuer, subject`,
  );
  return rows.map(({ user_name, disabled, requested_at, ...row }) => ({
    ...row,
    requestedAt: requested_at.toISOString(),
    user: user_name === null ? null : { name: user_name, disabled: disabled === true },
  }));
}

/**
 * Ties the provider's user of a request to the account with its email, or to a new one with the role User. The code shows that
 * the administrator has spoken with whoever signed in: an email alone opens no account (docs/decisions/0064).
 * @throws ForbiddenError, NotFoundError, ConflictError, InvalidError for another code, and for somebody who is disabled
 */
export async function acceptLinkRequest(
  actor: Actor,
  { code, email, ...who }: z.output<typeof acceptLinkSchema>,
): Promise<void> {
  assertCan(actor, "users:write");
  await inUserTransaction(async (tx) => {
    const request = await deleteOpenRequest(tx, who);
    if (request.email !== email) {
      throw new ConflictError(`The provider calls them ${request.email} now. Look at the request again.`);
    }
    if (request.code !== code) {
      throw new InvalidError([
        {
          path: "code",
          message:
            "This is not the code of this request. Ask them to sign in again and read you the new code; if they have not just signed in, refuse the request.",
        },
      ]);
    }
    if (await findLinkedUser(tx, request)) return;
    const owner = await findUser(tx, email);
    if (!owner) return void (await insertLinkedUser(tx, actor, request));
    if (owner.disabledAt) {
      throw new InvalidError([{ path: "code", message: `${owner.name} is disabled. Enable them first.` }]);
    }
    await insertIdentity(tx, request, owner.id);
    await updateUser(tx, owner.id, "link_until = null");
    const { issuer, subject } = request;
    await recordAudit(tx, actor, {
      action: "user.linked",
      subject: publicId("usr", owner.id),
      after: { issuer, subject },
    });
  });
}

/** Takes a request away; whoever made it can make another. @throws ForbiddenError, NotFoundError */
export async function refuseLinkRequest(actor: Actor, who: Identity): Promise<void> {
  assertCan(actor, "users:write");
  await inUserTransaction(async (tx) => {
    const { email, issuer, subject } = await deleteOpenRequest(tx, who);
    const owner = await findUser(tx, email);
    await recordAudit(tx, actor, {
      action: "user.link_request_refused",
      subject: owner ? publicId("usr", owner.id) : "users",
      after: { email, issuer, subject },
    });
  });
}

/** The open request, which is gone when the transaction is done. @throws NotFoundError */
async function deleteOpenRequest(tx: Tx, { issuer, subject }: Identity): Promise<Row> {
  const { rows } = await tx.query<Row>(
    `delete from link_request where issuer = $1 and subject = $2 and ${openRequest} returning *`,
    [issuer, subject],
  );
  if (!rows[0]) throw new NotFoundError("This request is no longer open. Reload the page.");
  return rows[0];
}

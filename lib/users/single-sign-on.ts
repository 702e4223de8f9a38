import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan, operator } from "@/lib/auth/actor";
import type { User } from "@/lib/db/generated/client";
import { type Queryable, type Tx, transactionOrPool } from "@/lib/db/pool";
import { InvalidError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { findLinkedUser, insertIdentity, insertLinkedUser } from "./identity";
import { requestLink } from "./link-request";
import { emailSchema } from "./schema";
import { findUser, noteSignIn, requireUser, updateUser, userColumns } from "./user-row";
import { inUserTransaction } from "./user-transaction";

/** What the provider says about a user (OpenID Connect Core 1.0, section 5.1), verified as coming from it. */
export type Claims = {
  issuer: string;
  subject: string;
  email: string | null;
  /** Its ID token and its userinfo answer name different ones. */
  emailsDiffer: boolean;
  /** null where the provider does not say. */
  emailVerified: boolean | null;
  name: string | null;
};

export type SingleSignOnOutcome =
  | { kind: "signed_in"; id: number; sessionVersion: number }
  | { kind: "disabled" }
  | { kind: "no_email" }
  | { kind: "emails_differ" }
  /** The provider says that the email is not verified. */
  | { kind: "email_unverified" }
  /** The provider does not say whether the email is verified: an administrator may, to whom the user tells the code. */
  | { kind: "link_requested"; code: string }
  /** Another account has this email, and no administrator has allowed to link it. */
  | { kind: "email_taken" };

/** How long an administrator's permission to link an account lasts. */
const linkHours = 24;

/**
 * Signs in who the provider says it is: the account of this issuer and subject, a new one with the role User, or the one
 * with this email that an administrator has allowed to link. An email alone never opens an account (docs/decisions/0021),
 * and one that nobody verified makes none (docs/decisions/0030).
 * @param trustEmail whether an email counts that the provider does not call verified, nor unverified (OIDC_TRUST_EMAIL)
 */
export async function signInWithClaims(
  claims: Claims,
  { trustEmail }: { trustEmail: boolean },
): Promise<SingleSignOnOutcome> {
  const known = await findLinkedUser(transactionOrPool(), claims);
  if (known) return signIn(transactionOrPool(), known);
  if (claims.emailsDiffer) return { kind: "emails_differ" };
  const email = emailSchema.safeParse(claims.email ?? "");
  if (!email.success) return { kind: "no_email" };
  if (claims.emailVerified === false) return { kind: "email_unverified" };
  if (claims.emailVerified === null && !trustEmail) {
    return { kind: "link_requested", code: await requestLink(claims, email.data) };
  }
  return inUserTransaction(async (tx) => {
    const meanwhile = await findLinkedUser(tx, claims);
    if (meanwhile) return signIn(tx, meanwhile);
    const owner = await findUser(tx, email.data);
    if (!owner) return signIn(tx, await insertLinkedUser(tx, provider, { ...claims, email: email.data }));
    if (owner.disabledAt) return { kind: "disabled" };
    const linked = await link(tx, claims, owner.id);
    return linked ? signIn(tx, linked) : { kind: "email_taken" };
  });
}

/**
 * Allows, or no longer allows, that the next single sign-on with this user's verified email becomes theirs.
 * @throws ForbiddenError, NotFoundError, InvalidError for somebody who is disabled
 */
export async function setLinkAllowed(actor: Actor, email: string, allowed: boolean): Promise<void> {
  assertCan(actor, "users:write");
  await inUserTransaction(async (tx) => {
    const user = await requireUser(tx, email);
    if (user.disabledAt && allowed) {
      throw new InvalidError([{ path: "email", message: `${user.name} is disabled. Enable them first.` }]);
    }
    // By the database's clock, which also judges whether it lasts still.
    const { linkUntil } = await updateUser(
      tx,
      user.id,
      "link_until = case when $2 then now() + make_interval(hours => $3) end",
      [allowed, linkHours],
    );
    await recordAudit(tx, actor, {
      action: allowed ? "user.link_allowed" : "user.link_refused",
      subject: publicId("usr", user.id),
      ...(linkUntil ? { after: { until: linkUntil.toISOString() } } : {}),
    });
  });
}

async function signIn(
  db: Queryable,
  user: Pick<User, "id" | "sessionVersion" | "disabledAt">,
): Promise<SingleSignOnOutcome> {
  if (user.disabledAt) return { kind: "disabled" };
  await noteSignIn(db, user.id);
  return { kind: "signed_in", id: user.id, sessionVersion: user.sessionVersion };
}

/** @returns null when no administrator has allowed it, or not lately enough */
async function link(tx: Tx, claims: Claims, id: number): Promise<User | null> {
  const { issuer, subject } = claims;
  const { rows } = await tx.query<User>(
    `update user_account set link_until = null where id = $1 and link_until > now() returning ${userColumns}`,
    [id],
  );
  if (!rows[0]) return null;
  await insertIdentity(tx, claims, id);
  await recordAudit(tx, provider, {
    action: "user.linked",
    subject: publicId("usr", id),
    after: { issuer, subject },
  });
  return rows[0];
}

/** Whom the history names for what a single sign-on changes. */
const provider: Actor = { ...operator, name: "single sign-on" };

import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan, operator } from "@/lib/auth/actor";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import { InvalidError, NotFoundError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { changingPeople } from "./changing-people";
import { emailSchema, nameSchema } from "./schema";

/** What the provider says about a person (OpenID Connect Core 1.0, section 5.1), verified as coming from it. */
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
  /** The provider does not say whether the email is verified, and nobody has allowed that. */
  | { kind: "email_not_vouched" }
  /** Another account has this email, and no administrator has allowed to link it. */
  | { kind: "email_taken" };

/** How long an administrator's permission to link an account lasts. */
export const linkHours = 24;

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
  const known = await prisma().userIdentity.findUnique({
    where: identityOf(claims),
    include: { user: true },
  });
  if (known) return enter(prisma(), known.user);
  if (claims.emailsDiffer) return { kind: "emails_differ" };
  const email = emailSchema.safeParse(claims.email ?? "");
  if (!email.success) return { kind: "no_email" };
  if (claims.emailVerified === false) return { kind: "email_unverified" };
  if (claims.emailVerified === null && !trustEmail) return { kind: "email_not_vouched" };
  return changingPeople(async (tx) => {
    const meanwhile = await tx.userIdentity.findUnique({
      where: identityOf(claims),
      include: { user: true },
    });
    if (meanwhile) return enter(tx, meanwhile.user);
    const owner = await tx.user.findUnique({ where: { email: email.data } });
    if (!owner) return enter(tx, await create(tx, claims, email.data));
    if (owner.disabledAt) return { kind: "disabled" };
    const allowed = owner.linkUntil !== null && owner.linkUntil > new Date();
    if (!allowed) return { kind: "email_taken" };
    return enter(tx, await link(tx, claims, owner.id));
  });
}

/**
 * Allows, or no longer allows, that the next single sign-on with this person's verified email becomes theirs.
 * @throws ForbiddenError, NotFoundError, InvalidError for somebody who is disabled
 */
export async function setLinkAllowed(actor: Actor, email: string, allowed: boolean): Promise<void> {
  assertCan(actor, "users:write");
  await changingPeople(async (tx) => {
    const user = await tx.user.findUnique({ where: { email } });
    if (!user) throw new NotFoundError(`Nobody has the email ${email}.`);
    if (user.disabledAt && allowed) {
      throw new InvalidError([{ path: "email", message: `${user.name} is disabled. Enable them first.` }]);
    }
    const linkUntil = allowed ? new Date(Date.now() + linkHours * 3_600_000) : null;
    await tx.user.update({ where: { id: user.id }, data: { linkUntil } });
    await recordAudit(tx, actor, {
      action: allowed ? "user.link_allowed" : "user.link_refused",
      subject: publicId("usr", user.id),
      ...(linkUntil ? { after: { until: linkUntil.toISOString() } } : {}),
    });
  });
}

const identityOf = ({ issuer, subject }: Claims) => ({ issuer_subject: { issuer, subject } });

async function enter(
  tx: PrismaTx,
  user: { id: number; sessionVersion: number; disabledAt: Date | null },
): Promise<SingleSignOnOutcome> {
  if (user.disabledAt) return { kind: "disabled" };
  await tx.user.update({ where: { id: user.id }, data: { lastSignInAt: new Date() } });
  return { kind: "signed_in", id: user.id, sessionVersion: user.sessionVersion };
}

async function create(tx: PrismaTx, { issuer, subject, name: claimed }: Claims, email: string) {
  const name = nameSchema.safeParse(claimed?.slice(0, 100) ?? "").data ?? email.split("@")[0] ?? email;
  const user = await tx.user.create({
    data: { email, name, role: "user", identities: { create: { issuer, subject } } },
  });
  await recordAudit(
    tx,
    { ...operator, name: "single sign-on" },
    {
      action: "user.created",
      subject: publicId("usr", user.id),
      after: { email, name, role: user.role, issuer, subject },
    },
  );
  return user;
}

async function link(tx: PrismaTx, { issuer, subject }: Claims, id: number) {
  const user = await tx.user.update({
    where: { id },
    data: { linkUntil: null, identities: { create: { issuer, subject } } },
  });
  await recordAudit(
    tx,
    { ...operator, name: "single sign-on" },
    { action: "user.linked", subject: publicId("usr", id), after: { issuer, subject } },
  );
  return user;
}

import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { hashPassword } from "@/lib/auth/password";
import { passwordProblem } from "@/lib/auth/password-rules";
import { type Role, roleLabels } from "@/lib/auth/permissions";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import { ConflictError, InvalidError, NotFoundError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { changingPeople } from "./changing-people";
import type { NewUser } from "./schema";
import { accountKey } from "./sign-in";
import { forgetFailures } from "./throttle";
import { type AccountView, accountView, type UserRow, type UserView, userView } from "./view";

/** Everybody, by name. @throws ForbiddenError */
export async function listUsers(actor: Actor): Promise<AccountView[]> {
  assertCan(actor, "users:read");
  const rows = await prisma().user.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
    include: { identities: { select: { issuer: true } } },
  });
  return rows.map(accountView);
}

/** @throws ForbiddenError, InvalidError when the email is taken */
export async function createUser(actor: Actor, input: NewUser): Promise<UserView> {
  assertCan(actor, "users:write");
  const passwordHash = await hashPassword(input.password);
  return changingPeople(async (tx) => {
    if (await tx.user.findUnique({ where: { email: input.email } })) {
      throw new InvalidError([{ path: "email", message: `Somebody already has the email ${input.email}.` }]);
    }
    const { name, email, role } = input;
    const user = await tx.user.create({ data: { name, email, role, passwordHash } });
    await recordAudit(tx, actor, {
      action: "user.created",
      subject: publicId("usr", user.id),
      after: { email, name, role },
    });
    return userView(user);
  });
}

/** Sessions of before end: the role counts from the next request on. @throws ForbiddenError, NotFoundError, ConflictError */
export async function setRole(actor: Actor, email: string, role: Role): Promise<UserView> {
  assertCan(actor, "users:write");
  return changingPeople(async (tx) => {
    const user = await find(tx, email);
    if (user.role === role) return userView(user);
    if (role !== "administrator") await assertAnotherAdministrator(tx, user);
    const changed = await tx.user.update({
      where: { id: user.id },
      data: { role, sessionVersion: { increment: 1 } },
    });
    await recordAudit(tx, actor, {
      action: "user.role_set",
      subject: publicId("usr", user.id),
      before: { role: user.role },
      after: { role },
    });
    return userView(changed);
  });
}

/** A disabled person's sessions and tokens are refused from the next request on. @throws ForbiddenError, NotFoundError, ConflictError */
export async function setDisabled(actor: Actor, email: string, disabled: boolean): Promise<UserView> {
  assertCan(actor, "users:write");
  return changingPeople(async (tx) => {
    const user = await find(tx, email);
    if ((user.disabledAt !== null) === disabled) return userView(user);
    if (disabled) await assertAnotherAdministrator(tx, user);
    const changed = await tx.user.update({
      where: { id: user.id },
      data: { disabledAt: disabled ? new Date() : null, sessionVersion: { increment: 1 } },
    });
    await recordAudit(tx, actor, {
      action: disabled ? "user.disabled" : "user.enabled",
      subject: publicId("usr", user.id),
    });
    return userView(changed);
  });
}

/** The new password ends all sessions of this person, and any wait after failed sign-ins. @throws ForbiddenError, NotFoundError, InvalidError */
export async function resetPassword(actor: Actor, email: string, password: string): Promise<UserView> {
  assertCan(actor, "users:write");
  const passwordHash = await hashPassword(password);
  const user = await changingPeople(async (tx) => {
    const user = await find(tx, email);
    const message = passwordProblem(password, user);
    if (message) throw new InvalidError([{ path: "password", message }]);
    const changed = await tx.user.update({
      where: { id: user.id },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    await recordAudit(tx, actor, { action: "user.password_reset", subject: publicId("usr", user.id) });
    return userView(changed);
  });
  await forgetFailures(accountKey(user.email));
  return user;
}

async function find(tx: PrismaTx, email: string) {
  const user = await tx.user.findUnique({ where: { email: email.trim().toLowerCase() } });
  if (!user) throw new NotFoundError(`Nobody has the email ${email}.`);
  return user;
}

async function assertAnotherAdministrator(tx: PrismaTx, user: UserRow): Promise<void> {
  if (user.role !== "administrator" || user.disabledAt) return;
  const others = await tx.user.count({
    where: { role: "administrator", disabledAt: null, id: { not: user.id } },
  });
  if (others === 0) {
    throw new ConflictError(
      `${user.name} is the last ${roleLabels.administrator}. Make somebody else one first.`,
    );
  }
}

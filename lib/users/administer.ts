import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { hashPassword } from "@/lib/auth/password";
import { passwordProblem } from "@/lib/auth/password-rules";
import { type Role, roleLabels } from "@/lib/auth/permissions";
import type { Tx } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { ConflictError, InvalidError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import type { NewUser } from "./schema";
import { accountKey } from "./sign-in";
import { clearFailures } from "./throttle";
import { findUser, insertUser, requireUser, updateUser } from "./user-row";
import { inUserTransaction } from "./user-transaction";
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
  return inUserTransaction(async (tx) => {
    if (await findUser(tx, input.email)) {
      throw new InvalidError([{ path: "email", message: `Somebody already has the email ${input.email}.` }]);
    }
    const { name, email, role } = input;
    const user = await insertUser(tx, { email, name, role, passwordHash });
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
  return inUserTransaction(async (tx) => {
    const user = await requireUser(tx, email);
    if (user.role === role) return userView(user);
    if (role !== "administrator") await assertAnotherAdministrator(tx, user);
    const changed = await updateUser(tx, user.id, "role = $2, session_version = session_version + 1", [role]);
    await recordAudit(tx, actor, {
      action: "user.role_set",
      subject: publicId("usr", user.id),
      before: { role: user.role },
      after: { role },
    });
    return userView(changed);
  });
}

/** A disabled user's sessions and tokens are refused from the next request on. @throws ForbiddenError, NotFoundError, ConflictError */
export async function setDisabled(actor: Actor, email: string, disabled: boolean): Promise<UserView> {
  assertCan(actor, "users:write");
  return inUserTransaction(async (tx) => {
    const user = await requireUser(tx, email);
    if ((user.disabledAt !== null) === disabled) return userView(user);
    if (disabled) await assertAnotherAdministrator(tx, user);
    const changed = await updateUser(
      tx,
      user.id,
      `disabled_at = ${disabled ? "now()" : "null"}, session_version = session_version + 1`,
    );
    await recordAudit(tx, actor, {
      action: disabled ? "user.disabled" : "user.enabled",
      subject: publicId("usr", user.id),
    });
    return userView(changed);
  });
}

/** The new password ends all sessions of this user, and any wait after failed sign-ins. @throws ForbiddenError, NotFoundError, InvalidError */
export async function resetPassword(actor: Actor, email: string, password: string): Promise<UserView> {
  assertCan(actor, "users:write");
  const passwordHash = await hashPassword(password);
  return inUserTransaction(async (tx) => {
    const user = await requireUser(tx, email);
    const message = passwordProblem(password, user);
    if (message) throw new InvalidError([{ path: "password", message }]);
    const changed = await updateUser(
      tx,
      user.id,
      "password_hash = $2, session_version = session_version + 1",
      [passwordHash],
    );
    await recordAudit(tx, actor, { action: "user.password_reset", subject: publicId("usr", user.id) });
    await clearFailures(tx, accountKey(user.email));
    return userView(changed);
  });
}

async function assertAnotherAdministrator(tx: Tx, user: UserRow): Promise<void> {
  if (user.role !== "administrator" || user.disabledAt) return;
  const { rowCount } = await tx.query(
    "select from user_account where role = 'administrator' and disabled_at is null and id <> $1 limit 1",
    [user.id],
  );
  if (rowCount === 0) {
    throw new ConflictError(
      `${user.name} is the last ${roleLabels.administrator}. Make somebody else one first.`,
    );
  }
}

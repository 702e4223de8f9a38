import type { AuditAction } from "@/lib/audit/actions";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { hashPassword, verifyPassword } from "@/lib/auth/password";
import { passwordProblem } from "@/lib/auth/password-rules";
import { inTransaction } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import {
  ConflictError,
  ForbiddenError,
  InvalidError,
  TooManyError,
  UnauthenticatedError,
} from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { waitProblem } from "./sign-in-problem";
import { beginAttempt, throttleKey } from "./throttle";
import { accountView } from "./view";

/** The reader's own account. @throws ForbiddenError for anybody but a user */
export async function readAccount(actor: Actor) {
  assertCan(actor, "account:read");
  return accountView(await readUser(actor));
}

/**
 * Changes the actor's own password, which ends all their sessions.
 * @returns the version that a session of theirs needs from now on
 * @throws ForbiddenError, InvalidError, BusyError, TooManyError after wrong current passwords
 */
export async function changeOwnPassword(
  actor: Actor,
  { present, next }: { present: string; next: string },
): Promise<number> {
  assertCan(actor, "account:write");
  const user = await readUser(actor);
  const message = passwordProblem(next, user);
  if (message) throw new InvalidError([{ path: "next", message }]);
  // A session left open on a desk must not become a way to find the password out.
  const attempt = await beginAttempt({ key: throttleKey("password change", String(user.id)) });
  if (attempt.kind === "wait") {
    throw new TooManyError(waitProblem(attempt.seconds));
  }
  const right = await verifyPassword(present, user.passwordHash, "known").catch(async (error: unknown) => {
    await attempt.release();
    throw error;
  });
  await attempt.settle(right);
  if (!right) {
    throw new InvalidError([{ path: "present", message: "This is not your current password." }]);
  }
  const passwordHash = await hashPassword(next);
  return endSessions(actor, user, "user.password_changed", passwordHash);
}

/** Ends all sessions of the actor, on every device, this one too. Tokens go on. @throws ForbiddenError */
export async function signOutEverywhere(actor: Actor): Promise<void> {
  assertCan(actor, "account:write");
  const user = await readUser(actor);
  await endSessions(actor, user, "user.signed_out_everywhere");
}

/** @throws ConflictError when something ended the sessions meanwhile: what an administrator just set must stay */
async function endSessions(
  actor: Actor,
  { id, sessionVersion }: { id: number; sessionVersion: number },
  action: AuditAction,
  passwordHash: string | null = null,
): Promise<number> {
  return inTransaction(async (tx) => {
    const { rowCount } = await tx.query(
      `update user_account set password_hash = coalesce($3, password_hash), session_version = session_version + 1
       where id = $1 and session_version = $2`,
      [id, sessionVersion, passwordHash],
    );
    if (rowCount === 0) throw new ConflictError("Your account was just changed elsewhere. Sign in again.");
    await recordAudit(tx, actor, { action, subject: publicId("usr", id) });
    return sessionVersion + 1;
  });
}

async function readUser(actor: Actor) {
  if (actor.kind !== "user" || actor.userId === null) {
    throw new ForbiddenError("Only a signed-in person has an account of their own.", "account:read");
  }
  const user = await prisma().user.findUnique({
    where: { id: actor.userId },
    include: { identities: { select: { issuer: true } } },
  });
  if (!user) throw new UnauthenticatedError("Your account is gone. Sign in again.");
  return user;
}

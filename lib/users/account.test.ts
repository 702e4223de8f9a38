import { afterAll, beforeEach, expect, test } from "vitest";
import { type Actor, operator } from "@/lib/auth/actor";
import { hashPassword } from "@/lib/auth/password";
import { pool } from "@/lib/db/pool";
import { ConflictError, ForbiddenError, InvalidError, TooManyError } from "@/lib/errors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { addUser } from "@/lib/testing/users";
import { changeOwnPassword, readAccount, signOutEverywhere } from "./account";
import { resetPassword } from "./administer";
import { verifyCredentials } from "./credentials";
import { newUserSchema } from "./schema";

const present = "correct horse battery";
const next = "staples are made of steel";
const ada: Actor = { ...operator, kind: "user", userId: 1, name: "Ada", role: "user", address: "127.0.0.1" };

afterAll(() => pool().end());
beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate user_account, sign_in_throttle restart identity cascade");
  await addUser(pool(), { name: "Ada Lovelace", email: "ada@example.com", role: "user", password: present });
});
const audited = async () =>
  (await pool().query("select actor_name, action from audit_entry order by id")).rows;

test("a person reads their own account, and nothing of the password leaves", async () => {
  expect(await readAccount(ada)).toMatchObject({ email: "ada@example.com", hasPassword: true });
  expect(JSON.stringify(await readAccount(ada))).not.toContain("scrypt");
});

test("a changed password ends the sessions of before, is audited, and is the one that counts", async () => {
  expect(await changeOwnPassword(ada, { present, next })).toBe(2);
  expect(await verifyCredentials("ada@example.com", present, "known")).toBeNull();
  expect(await verifyCredentials("ada@example.com", next, "known")).toEqual({ id: 1, sessionVersion: 2 });
  expect(await audited()).toEqual([{ actor_name: "Ada", action: "user.password_changed" }]);
});

test("without the current password nothing changes, and whoever guesses it has to wait", async () => {
  for (let n = 0; n < 5; n += 1) {
    await expect(changeOwnPassword(ada, { present: "a guess", next })).rejects.toThrow(InvalidError);
  }
  await expect(changeOwnPassword(ada, { present, next })).rejects.toThrow(TooManyError);
  expect(await audited()).toEqual([]);
});

test("a password made of one's own name or email is refused, also when an administrator sets it", async () => {
  const own = "lovelace-2026-ada";
  const refusal = /little more than the name or the email/;
  await expect(changeOwnPassword(ada, { present, next: own })).rejects.toThrow(refusal);
  await expect(resetPassword(operator, "ada@example.com", own)).rejects.toThrow(refusal);
  expect(
    newUserSchema.safeParse({ name: "Ada", email: "lovelace@x.com", role: "user", password: own }).error
      ?.issues,
  ).toMatchObject([{ path: ["password"], message: expect.stringMatching(refusal) }]);
});

test("what an administrator changes meanwhile stays", async () => {
  // While a hash of full cost is computed, the attempt can be seen.
  await pool().query("update user_account set password_hash = $1", [await hashPassword(present)]);
  const administrator = await pool().connect();
  await administrator.query("begin");
  await administrator.query("update user_account set session_version = 7 where id = 1");
  const changing = expect(changeOwnPassword(ada, { present, next })).rejects.toThrow(ConflictError);
  // The attempt is counted once the account, as it was before, has been read.
  await expect.poll(async () => (await pool().query("select from sign_in_throttle")).rowCount).toBe(1);
  await administrator.query("commit");
  administrator.release();
  await changing;
  expect(await audited()).toEqual([]);
});

test("signing out everywhere ends all sessions; a token has none and may not", async () => {
  await signOutEverywhere(ada);
  const { rows } = await pool().query("select session_version from user_account");
  expect(rows).toEqual([{ session_version: 2 }]);
  expect(await audited()).toEqual([{ actor_name: "Ada", action: "user.signed_out_everywhere" }]);
  await expect(signOutEverywhere({ ...ada, kind: "token", tokenId: "x" })).rejects.toThrow(ForbiddenError);
  await expect(signOutEverywhere({ ...ada, scopes: ["read"] })).rejects.toThrow(ForbiddenError);
});

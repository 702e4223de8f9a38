import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { administratorLock } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { holdLock } from "@/lib/testing/hold-lock";
import { addUser } from "@/lib/testing/users";
import { listUsers, setDisabled, setRole } from "./administer";
import { verifyCredentials } from "./credentials";
import { type Claims, setLinkAllowed, signInWithClaims } from "./single-sign-on";

afterAll(() => pool().end());
beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate user_account, user_identity restart identity cascade");
});

const claims = (changed: Partial<Claims> = {}): Claims => ({
  issuer: "https://id.example.com",
  subject: "4711",
  email: "Ada@Example.com",
  emailsDiffer: false,
  emailVerified: true,
  name: "Ada Lovelace",
  ...changed,
});
const signIn = (given: Claims, trustEmail = false) => signInWithClaims(given, { trustEmail });
const audited = async () =>
  (await pool().query("select actor_name, action from audit_entry order by id")).rows.map(
    (row) => `${row.action} by ${row.actor_name}`,
  );
const withPassword = (role: Role = "administrator") =>
  addUser(pool(), { name: "Ada", email: "ada@example.com", role, password: "correct horse battery" });

test("the first sign-in makes an account with the role User, the next ones find it by issuer and subject", async () => {
  expect(await signIn(claims())).toEqual({ kind: "signed_in", id: 1, sessionVersion: 1 });
  await setRole(operator, "ada@example.com", "developer");
  expect(await signIn(claims({ email: "renamed@example.com", name: null }))).toEqual({
    kind: "signed_in",
    id: 1,
    sessionVersion: 2,
  });
  const [user] = await listUsers(operator);
  expect(user).toMatchObject({ name: "Ada Lovelace", email: "ada@example.com", role: "developer" });
  expect(user).toMatchObject({ hasPassword: false, singleSignOn: true });
  expect(await verifyCredentials("ada@example.com", "", "known")).toBeNull();
  expect(await audited()).toEqual([
    "user.created by single sign-on",
    "user.role_set by operator (command line)",
  ]);
});

test("first sign-ins at once make one account", async () => {
  const lock = await holdLock(administratorLock);
  const attempts = Array.from({ length: 8 }, () => signIn(claims()));
  await expect.poll(lock.waiting).toBe(8);
  await lock.release();
  const outcomes = await Promise.all(attempts);
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
});

test("an email that somebody has opens nothing, however verified; nor does the same subject of another issuer", async () => {
  await withPassword();
  expect(await signIn(claims())).toEqual({ kind: "email_taken" });
  await signIn(claims({ email: "grace@example.com" }));
  expect(await signIn(claims({ issuer: "https://other.example.com", email: "grace@example.com" }))).toEqual({
    kind: "email_taken",
  });
});

test("once an administrator allows it, the next sign-in with the verified email is linked, and no other after it", async () => {
  await withPassword("developer");
  await setLinkAllowed(await actorOf("administrator"), "ada@example.com", true);
  expect(await signIn(claims({ emailVerified: null }))).toMatchObject({ kind: "link_requested" });
  expect(await signIn(claims({ emailVerified: false }), true)).toEqual({ kind: "email_unverified" });
  expect(await signIn(claims({ emailsDiffer: true }))).toEqual({ kind: "emails_differ" });
  expect(await signIn(claims())).toMatchObject({ kind: "signed_in", id: 1 });
  expect(await signIn(claims({ subject: "4712" }))).toEqual({ kind: "email_taken" });
  expect(await verifyCredentials("ada@example.com", "correct horse battery", "known")).toMatchObject({
    id: 1,
  });
  expect(await audited()).toEqual([
    expect.stringMatching(/^user\.link_allowed by administrator/),
    "user.linked by single sign-on",
  ]);
});

test("the permission to link lapses, and can be taken back", async () => {
  await withPassword();
  await setLinkAllowed(operator, "ada@example.com", true);
  await setLinkAllowed(operator, "ada@example.com", false);
  expect(await signIn(claims())).toEqual({ kind: "email_taken" });
  await pool().query("update user_account set link_until = now() - interval '1 second'");
  expect(await signIn(claims())).toEqual({ kind: "email_taken" });
});

test("a disabled person stays out by either way, and cannot be linked", async () => {
  await signIn(claims());
  await makeGrace();
  await setDisabled(operator, "ada@example.com", true);
  expect(await signIn(claims())).toEqual({ kind: "disabled" });
  await setLinkAllowed(operator, "grace@example.com", true);
  await setDisabled(operator, "grace@example.com", true);
  expect(await signIn(claims({ subject: "1", email: "grace@example.com" }))).toEqual({
    kind: "disabled",
  });
  await expect(setLinkAllowed(operator, "grace@example.com", true)).rejects.toThrow(InvalidError);
});

test.each([
  [{ email: null }, "no_email"],
  [{ email: "not an address" }, "no_email"],
  [{ emailVerified: false }, "email_unverified"],
  [{ emailVerified: null }, "link_requested"],
  [{ emailsDiffer: true }, "emails_differ"],
])("%j makes no account", async (changed, kind) => {
  expect(await signIn(claims(changed))).toMatchObject({ kind });
  expect(await listUsers(operator)).toEqual([]);
  expect(await audited()).toEqual([]);
});

test("where the operator trusts a silent provider, silence counts as verified, and a no stays a no", async () => {
  const silent = claims({ emailVerified: null });
  expect(await signIn(claims({ emailVerified: false }), true)).toEqual({ kind: "email_unverified" });
  expect(await signIn(silent, true)).toMatchObject({ kind: "signed_in", id: 1 });
  await makeGrace();
  const grace = claims({ subject: "4712", email: "grace@example.com", emailVerified: null });
  expect(await signIn(grace, true)).toEqual({ kind: "email_taken" });
  await setLinkAllowed(operator, "grace@example.com", true);
  expect(await signIn(grace)).toMatchObject({ kind: "link_requested" });
  expect(await signIn(grace, true)).toMatchObject({ kind: "signed_in", id: 2 });
});

test.each([{ emailVerified: null }, { emailVerified: false }, { emailsDiffer: true }, { email: null }])(
  "who is known by issuer and subject signs in with %j",
  async (changed) => {
    await signIn(claims());
    expect(await signIn(claims(changed))).toMatchObject({ kind: "signed_in", id: 1 });
  },
);

test.each([[null], ["  "], ["a\u202eb"], ["A".repeat(300)]])("a name of %j does no harm", async (name) => {
  expect(await signIn(claims({ name }))).toMatchObject({ kind: "signed_in" });
});

test("only an administrator allows a link", async () => {
  await withPassword();
  for (const role of ["developer", "user"] as const) {
    await expect(setLinkAllowed(await actorOf(role), "ada@example.com", true)).rejects.toThrow(
      ForbiddenError,
    );
  }
  await expect(setLinkAllowed(operator, "nobody@example.com", true)).rejects.toThrow(NotFoundError);
});

const makeGrace = () =>
  addUser(pool(), {
    name: "Grace",
    email: "grace@example.com",
    role: "user",
    password: "correct horse battery",
  });

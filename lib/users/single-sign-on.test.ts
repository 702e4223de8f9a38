import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { verifyCredentials } from "./credentials";
import { newUserSchema } from "./schema";
import { createUser, listUsers, setDisabled, setRole } from "./service";
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
  emailVerified: true,
  name: "Ada Lovelace",
  ...changed,
});
const audited = async () =>
  (await pool().query("select actor_name, action from audit_entry order by id")).rows.map(
    (row) => `${row.action} by ${row.actor_name}`,
  );
const withPassword = (role = "administrator") =>
  createUser(
    operator,
    newUserSchema.parse({ name: "Ada", email: "ada@example.com", role, password: "correct horse battery" }),
  );

test("the first sign-in makes an account with the role User, the next ones find it by issuer and subject", async () => {
  expect(await signInWithClaims(claims())).toEqual({ kind: "signed_in", id: 1, sessionVersion: 1 });
  await setRole(operator, "ada@example.com", "developer");
  expect(await signInWithClaims(claims({ email: "renamed@example.com", name: null }))).toEqual({
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
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => signInWithClaims(claims())));
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
});

test("an email that somebody has opens nothing, however verified; nor does the same subject of another issuer", async () => {
  await withPassword();
  expect(await signInWithClaims(claims())).toEqual({ kind: "email_taken" });
  await signInWithClaims(claims({ email: "grace@example.com" }));
  expect(
    await signInWithClaims(claims({ issuer: "https://other.example.com", email: "grace@example.com" })),
  ).toEqual({ kind: "email_taken" });
});

test("once an administrator allows it, the next sign-in with the verified email is linked, and no other after it", async () => {
  await withPassword("developer");
  await setLinkAllowed(await actorOf("administrator"), "ada@example.com", true);
  expect(await signInWithClaims(claims({ emailVerified: null }))).toEqual({ kind: "email_taken" });
  expect(await signInWithClaims(claims())).toMatchObject({ kind: "signed_in", id: 1 });
  expect(await signInWithClaims(claims({ subject: "4712" }))).toEqual({ kind: "email_taken" });
  expect(await verifyCredentials("ada@example.com", "correct horse battery", "known")).toMatchObject({
    id: 1,
  });
  expect((await audited()).slice(1)).toEqual([
    expect.stringMatching(/^user\.link_allowed by administrator/),
    "user.linked by single sign-on",
  ]);
});

test("the permission to link lapses, and can be taken back", async () => {
  await withPassword();
  await setLinkAllowed(operator, "ada@example.com", true);
  await setLinkAllowed(operator, "ada@example.com", false);
  expect(await signInWithClaims(claims())).toEqual({ kind: "email_taken" });
  await pool().query("update user_account set link_until = now() - interval '1 second'");
  expect(await signInWithClaims(claims())).toEqual({ kind: "email_taken" });
});

test("a disabled person stays out by either way, and cannot be linked", async () => {
  await signInWithClaims(claims());
  await makeGrace();
  await setDisabled(operator, "ada@example.com", true);
  expect(await signInWithClaims(claims())).toEqual({ kind: "disabled" });
  await setLinkAllowed(operator, "grace@example.com", true);
  await setDisabled(operator, "grace@example.com", true);
  expect(await signInWithClaims(claims({ subject: "1", email: "grace@example.com" }))).toEqual({
    kind: "disabled",
  });
  await expect(setLinkAllowed(operator, "grace@example.com", true)).rejects.toThrow(InvalidError);
});

test.each([
  [{ email: null }, "no_email"],
  [{ email: "not an address" }, "no_email"],
  [{ emailVerified: false }, "email_unverified"],
])("%j makes no account", async (changed, kind) => {
  expect(await signInWithClaims(claims(changed))).toEqual({ kind });
  expect(await audited()).toEqual([]);
});

test.each([[null], ["  "], ["a\u202eb"], ["A".repeat(300)]])("a name of %j does no harm", async (name) => {
  expect(await signInWithClaims(claims({ name }))).toMatchObject({ kind: "signed_in" });
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
  createUser(
    operator,
    newUserSchema.parse({
      name: "Grace",
      email: "grace@example.com",
      role: "user",
      password: "correct horse battery",
    }),
  );

import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { administratorLock } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { ConflictError, ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { holdLock } from "@/lib/testing/hold-lock";
import { addUser } from "@/lib/testing/users";
import { createUser, listUsers, resetPassword, setDisabled, setRole } from "./administer";
import { verifyCredentials } from "./credentials";
import { createFirstAdministrator, hasAdministrator } from "./first-administrator";
import { newUserSchema } from "./schema";

afterAll(() => pool().end());
beforeEach(async () => {
  await pool().query("truncate user_account restart identity cascade");
  await emptyAudit();
});

const password = "correct horse battery";
const person = (email: string, role = "user") => newUserSchema.parse({ name: "Ada", email, role, password });
const audited = async () =>
  (await pool().query("select action from audit_entry order by id")).rows.map((row) => row.action);

test("a person is created, signs in, is disabled and enabled, each with its audit row", async () => {
  const made = await createUser(operator, person(" Ada@Example.com ", "developer"));
  expect(made).toMatchObject({
    userID: "usr_1",
    email: "ada@example.com",
    role: "developer",
    disabledAt: null,
  });
  expect(await verifyCredentials("ADA@example.com", password, "known")).toEqual({ id: 1, sessionVersion: 1 });
  expect(await verifyCredentials("ada@example.com", `${password}.`, "known")).toBeNull();
  expect(await verifyCredentials("ada@example.com\u0000", password, "known")).toBeNull();
  await setDisabled(operator, "ada@example.com", true);
  expect(await verifyCredentials("ada@example.com", password, "known")).toBeNull();
  await setDisabled(operator, "ada@example.com", false);
  await resetPassword(operator, "ada@example.com", "another good password");
  expect(await verifyCredentials("ada@example.com", password, "known")).toBeNull();
  expect(await verifyCredentials("ada@example.com", "another good password", "known")).toEqual({
    id: 1,
    sessionVersion: 4,
  });
  const [listed] = await listUsers(operator);
  expect(Object.keys(listed ?? {})).not.toContain("passwordHash");
  expect(await audited()).toEqual(["user.created", "user.disabled", "user.enabled", "user.password_reset"]);
});

test("an email belongs to one person, whatever its case", async () => {
  await createUser(operator, person("ada@example.com"));
  await expect(createUser(operator, person("ADA@example.com"))).rejects.toThrow(InvalidError);
  await expect(setRole(operator, "nobody@example.com", "user")).rejects.toThrow(NotFoundError);
});

test("the last administrator can be neither demoted nor disabled, and of two who demote each other one stays", async () => {
  await addUser(pool(), person("a@example.com", "administrator"));
  await expect(setRole(operator, "a@example.com", "user")).rejects.toThrow(ConflictError);
  await expect(setDisabled(operator, "a@example.com", true)).rejects.toThrow(
    "Ada is the last Administrator.",
  );
  await addUser(pool(), person("b@example.com", "administrator"));
  for (let round = 0; round < 10; round += 1) {
    const outcomes = await Promise.allSettled([
      setRole(operator, "a@example.com", "user"),
      setDisabled(operator, "b@example.com", true),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await setDisabled(operator, "b@example.com", false);
    await setRole(operator, "a@example.com", "administrator");
  }
});

test("six setups at once make exactly one administrator", async () => {
  expect(await hasAdministrator()).toBe(false);
  const lock = await holdLock(administratorLock);
  const setups = Array.from({ length: 6 }, (_, n) =>
    createFirstAdministrator({ name: "Ada", email: `a${n}@example.com`, password }),
  );
  await expect.poll(lock.waiting).toBeGreaterThan(1);
  await lock.release();
  const made = await Promise.all(setups);
  expect(made.filter((id) => id !== null)).toHaveLength(1);
  expect(await hasAdministrator()).toBe(true);
});

test.each(["user", "developer"] as const)("a %s may not see or change people", async (role) => {
  const actor = await actorOf(role);
  await expect(listUsers(actor)).rejects.toThrow(ForbiddenError);
  await expect(createUser(actor, person("x@example.com"))).rejects.toThrow(ForbiddenError);
  await expect(setRole(actor, "x@example.com", "administrator")).rejects.toThrow(ForbiddenError);
  await expect(setDisabled(actor, "x@example.com", true)).rejects.toThrow(ForbiddenError);
  await expect(resetPassword(actor, "x@example.com", password)).rejects.toThrow(ForbiddenError);
});

test.each([
  ["name", { name: " " }],
  ["name", { name: "a\u202eb" }],
  ["email", { email: "nobody" }],
  ["role", { role: "root" }],
  ["password", { password: "eleven char" }],
])("a wrong %s is told", (path, wrong) => {
  const parsed = newUserSchema.safeParse({ ...person("ada@example.com"), ...wrong });
  expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
});

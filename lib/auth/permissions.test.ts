import { expect, test } from "vitest";
import { ForbiddenError } from "@/lib/errors";
import { type Actor, assertCan, operator } from "./actor";
import { can, permissions, type Role, roles, rolesThatCan, type Scope } from "./permissions";

const both: Scope[] = ["read", "write"];
/** Written out a second time on purpose: whoever changes who may do what changes it here as well. */
const table: Record<(typeof permissions)[number], Role[]> = {
  "instances:read": ["administrator", "developer", "user"],
  "instances:write": ["administrator", "developer", "user"],
  "events:read": ["administrator", "developer", "user"],
  "events:write": ["administrator", "developer", "user"],
  "webhooks:read": ["administrator", "developer"],
  "webhooks:write": ["administrator", "developer"],
  "deliveries:read": ["administrator", "developer"],
  "deliveries:write": ["administrator", "developer"],
  "tokens:read": ["administrator", "developer"],
  "tokens:write": ["administrator", "developer"],
  "users:read": ["administrator"],
  "users:write": ["administrator"],
  "notices:write": ["administrator"],
  "dispatch:write": ["administrator"],
  "account:read": ["administrator", "developer", "user"],
  "account:write": ["administrator", "developer", "user"],
};

test.each(permissions)("%s belongs to the roles in the table", (permission) => {
  expect(roles.filter((role) => can({ role, scopes: both }, permission))).toEqual(table[permission]);
  expect(rolesThatCan(permission)).toEqual(table[permission]);
});

test.each(permissions)("a token needs the scope of %s, whatever its owner's role", (permission) => {
  const allowed = ([["read"], ["write"], []] as Scope[][]).map((scopes) =>
    can({ role: "administrator", scopes }, permission),
  );
  const writes = permission.endsWith(":write");
  expect(allowed).toEqual([!writes, writes, false]);
});

const as = (role: Role, scopes = both): Actor => ({ ...operator, role, scopes });

function refusal(actor: Actor, permission: (typeof permissions)[number]): string | null {
  try {
    assertCan(actor, permission);
    return null;
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    expect(error.permission).toBe(permission);
    return error.message;
  }
}

test("a refusal names the roles that may, or the scope the token lacks", () => {
  expect(refusal(as("administrator"), "users:write")).toBeNull();
  expect(refusal(as("user"), "webhooks:read")).toBe(
    "This needs the role Administrator or Developer; yours is User.",
  );
  expect(refusal(as("developer"), "users:read")).toBe(
    "This needs the role Administrator; yours is Developer.",
  );
  expect(refusal(as("developer", ["read"]), "webhooks:write")).toBe('This token lacks the scope "write".');
  expect(refusal(as("developer", ["write"]), "webhooks:read")).toBe('This token lacks the scope "read".');
  // No scope would help.
  expect(refusal(as("user", ["read"]), "webhooks:write")).toMatch(/^This needs the role/);
});

test("the operator at the command line may everything, and History calls them so", () => {
  expect(permissions.filter((permission) => refusal(operator, permission) !== null)).toEqual([]);
  expect(operator).toMatchObject({ kind: "system", userId: null, name: "operator (command line)" });
});

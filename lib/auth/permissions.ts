/** Who may do what, in one table: an auditor reads this file and knows. Pure; shared with the browser. */

export const roles = ["administrator", "developer", "user"] as const;
export type Role = (typeof roles)[number];

export const roleLabels: Record<Role, string> = {
  administrator: "Administrator",
  developer: "Developer",
  user: "User",
};

export const permissions = [
  "instances:read",
  "instances:write",
  "events:read",
  "events:write",
  "webhooks:read",
  "webhooks:write",
  "deliveries:read",
  "deliveries:write",
  "tokens:read",
  "tokens:write",
  "users:read",
  "users:write",
  "notices:write",
  "dispatch:write",
  "account:read",
  "account:write",
] as const;
export type Permission = (typeof permissions)[number];

const everyone: readonly Permission[] = [
  "instances:read",
  "instances:write",
  "events:read",
  "events:write",
  "account:read",
  "account:write",
];
const building: readonly Permission[] = [
  ...everyone,
  "webhooks:read",
  "webhooks:write",
  "deliveries:read",
  "deliveries:write",
  "tokens:read",
  "tokens:write",
];
const granted: Record<Role, readonly Permission[]> = {
  user: everyone,
  developer: building,
  administrator: permissions,
};

export const scopes = ["read", "write"] as const;
export type Scope = (typeof scopes)[number];

/** The part of an actor that decides: the role as the database has it now, and a token's scopes (a person has both). */
type Authority = { role: Role; scopes: readonly Scope[] };

/** Whether this role, within these scopes, includes the permission. A `…:write` permission needs the write scope. */
export function can({ role, scopes }: Authority, permission: Permission): boolean {
  const needed: Scope = permission.endsWith(":write") ? "write" : "read";
  return scopes.includes(needed) && granted[role].includes(permission);
}

/** The roles that hold a permission, most powerful first: what a 403 page names. */
export function rolesThatCan(permission: Permission): Role[] {
  return roles.filter((role) => granted[role].includes(permission));
}

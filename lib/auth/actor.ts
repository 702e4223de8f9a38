import { ForbiddenError } from "@/lib/errors";
import { can, type Permission, type Role, roleLabels, rolesThatCan, type Scope } from "./permissions";

/** Who acts, as the database has them at this request: a person, or a token with its owner's role. */
export type Actor = {
  kind: "user" | "token" | "system";
  /** The person, or the token's owner; null for the operator's CLI. */
  userId: number | null;
  name: string;
  role: Role;
  scopes: readonly Scope[];
  tokenId: string | null;
  /** The client's address, when known. */
  address: string | null;
};

/** The operator at the command line, who holds the database and so every permission. */
export const operator: Actor = {
  kind: "system",
  userId: null,
  name: "operator (command line)",
  role: "administrator",
  scopes: ["read", "write"],
  tokenId: null,
  address: null,
};

/**
 * The first line of every service function that takes an actor.
 * @throws ForbiddenError naming the roles that may, or the scope the token lacks.
 */
export function assertCan(actor: Actor, permission: Permission): void {
  if (can(actor, permission)) return;
  if (can({ role: actor.role, scopes: ["read", "write"] }, permission)) {
    const scope = permission.endsWith(":write") ? "write" : "read";
    throw new ForbiddenError(`This token lacks the scope "${scope}".`, permission);
  }
  const needed = rolesThatCan(permission).map((role) => roleLabels[role]);
  throw new ForbiddenError(
    `This needs the role ${needed.join(" or ")}; yours is ${roleLabels[actor.role]}.`,
    permission,
  );
}

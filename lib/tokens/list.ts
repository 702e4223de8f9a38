import { type Actor, assertCan } from "@/lib/auth/actor";
import { type Scope, scopes } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { ForbiddenError, NotFoundError } from "@/lib/errors";

/** A token as it may be shown: never its secret. Times are RFC 3339 UTC. */
export type TokenView = {
  tokenID: string;
  name: string;
  email: string;
  scopes: Scope[];
  state: "active" | "expired" | "revoked";
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
};

/**
 * The tokens of `email`, or everybody's, newest first. Whoever is not the operator sees their own only.
 * @throws ForbiddenError, NotFoundError when nobody has this email
 */
export async function listTokens(actor: Actor, { email }: { email?: string } = {}): Promise<TokenView[]> {
  assertCan(actor, "tokens:read");
  const owner = email === undefined ? null : await prisma().user.findUnique({ where: { email } });
  if (email !== undefined && !owner) throw new NotFoundError(`Nobody has the email ${email}.`);
  if (actor.kind !== "system" && owner?.id !== actor.userId) {
    throw new ForbiddenError("Only one's own tokens are shown.", "tokens:read");
  }
  const rows = await prisma().apiToken.findMany({
    where: owner ? { ownerId: owner.id } : {},
    include: { owner: true },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
  const now = Date.now();
  return rows.map((row) => ({
    tokenID: row.id,
    name: row.name,
    email: row.owner.email,
    scopes: scopes.filter((scope) => row.scopes.includes(scope)),
    state: row.revokedAt ? "revoked" : row.expiresAt.getTime() <= now ? "expired" : "active",
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }));
}

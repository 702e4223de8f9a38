import { type Actor, assertCan } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { type TokenView, tokenView } from "./view";

const perPage = 100;

/**
 * Tokens, newest first: one's own, and for those who manage people everybody's, or those of one `email`. `nextCursor` is
 * null on the last page.
 * @throws ForbiddenError
 */
export async function listTokens(
  actor: Actor,
  { cursor, email }: { cursor?: string; email?: string } = {},
): Promise<{ items: TokenView[]; nextCursor: string | null }> {
  assertCan(actor, "tokens:read");
  const rows = await prisma().apiToken.findMany({
    where: {
      ...(can(actor, "users:read") ? {} : { ownerId: actor.userId ?? 0 }),
      ...(email === undefined ? {} : { owner: { email } }),
    },
    include: { owner: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: perPage + 1,
    ...(cursor ? { cursor: { id: cursor }, skip: 1 } : {}),
  });
  const now = new Date();
  const items = rows.slice(0, perPage).map((row) => tokenView(row, now));
  return { items, nextCursor: rows.length > perPage ? (items.at(-1)?.tokenID ?? null) : null };
}

import { type Actor, assertCan } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";

/**
 * How many of the entered URLs are suspended or probed. Every page shows it to users who may change that.
 * @throws ForbiddenError
 */
export async function countStates(actor: Actor): Promise<{ suspended: number; probing: number }> {
  assertCan(actor, "webhooks:read");
  const counted = await prisma().endpoint.groupBy({
    by: ["state"],
    where: { state: { not: "active" }, subscriptions: { some: {} } },
    _count: true,
  });
  const count = (state: "suspended" | "probing") => counted.find((one) => one.state === state)?._count ?? 0;
  return { suspended: count("suspended"), probing: count("probing") };
}

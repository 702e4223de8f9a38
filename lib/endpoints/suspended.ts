import { type Actor, assertCan } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";

/** How many of the entered URLs are suspended: shown on every page to whoever can do something about it. */
export async function countSuspended(actor: Actor): Promise<number> {
  assertCan(actor, "webhooks:read");
  return prisma().endpoint.count({ where: { state: "suspended", subscriptions: { some: {} } } });
}

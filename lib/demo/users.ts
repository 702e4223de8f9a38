import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";

/** The users of the demo, one of each role. */
export const demoUsers = {
  administrator: { name: "Amara Osei", email: "amara@example.com" },
  developer: { name: "Dario Lindqvist", email: "dario@example.com" },
  user: { name: "Uma Reyes", email: "uma@example.com" },
} as const satisfies Record<Role, { name: string; email: string }>;

/** The user of this role, as the actor of what the demo does. */
export async function actorOf(role: Role): Promise<Actor> {
  const { id, name } = await prisma().user.findUniqueOrThrow({ where: { email: demoUsers[role].email } });
  return { kind: "user", userId: id, name, role, scopes: ["read", "write"], tokenId: null, address: null };
}

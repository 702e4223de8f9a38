import { cookies, headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { Actor } from "@/lib/auth/actor";
import { can, type Permission } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { clientAddress } from "./client-address";
import { authOptions } from "./next-auth-options";
import { hasEnded } from "./session-life";

/** The person of this request as the database has them now; null when signed out, disabled or revoked since. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  if ((await cookies()).size === 0) return null;
  const session = await getServerSession(authOptions());
  if (!session || hasEnded(session.signedInAt)) return null;
  const user = await prisma().user.findUnique({ where: { id: session.userId } });
  if (!user || user.disabledAt || user.sessionVersion !== session.sessionVersion) return null;
  return {
    kind: "user",
    userId: user.id,
    name: user.name,
    role: user.role,
    scopes: ["read", "write"],
    tokenId: null,
    address: clientAddress(await headers()),
  };
});

/**
 * The person for a page that needs `permission`. Signed out: to the sign-in page and back to `path` afterwards.
 * Without the role: 403 with the page that names who may.
 */
export async function pageActor(permission: Permission, path: string): Promise<Actor> {
  const actor = await currentActor();
  if (!actor) redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  if (!can(actor, permission)) forbidden();
  return actor;
}

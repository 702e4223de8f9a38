import { verifyPassword } from "@/lib/auth/password";
import { prisma } from "@/lib/db/prisma";

/** The user these belong to, or null; the same work is done for an unknown address, so that timing tells nothing. */
export async function verifyCredentials(
  email: string,
  password: string,
): Promise<{ id: number; sessionVersion: number } | null> {
  const user = await prisma().user.findUnique({ where: { email: email.trim().toLowerCase() } });
  const matches = await verifyPassword(password.slice(0, 1_024), user?.passwordHash ?? null);
  if (!user || !matches || user.disabledAt) return null;
  await prisma().user.update({ where: { id: user.id }, data: { lastSignInAt: new Date() } });
  return { id: user.id, sessionVersion: user.sessionVersion };
}

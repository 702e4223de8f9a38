import type { HashCaller } from "@/lib/auth/hash-queue";
import { verifyPassword } from "@/lib/auth/password";
import { passwordLength } from "@/lib/auth/password-length";
import { transactionOrPool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { emailSchema } from "./schema";
import { noteSignIn } from "./user-row";

/**
 * The user these belong to, or null; the same work is done for an unknown address, so that timing tells nothing.
 * @throws BusyError
 */
export async function verifyCredentials(
  email: string,
  password: string,
  caller: HashCaller,
): Promise<{ id: number; sessionVersion: number } | null> {
  const address = emailSchema.safeParse(email);
  const user = address.success ? await prisma().user.findUnique({ where: { email: address.data } }) : null;
  const given = password.slice(0, passwordLength.max);
  const matches = await verifyPassword(given, user?.passwordHash ?? null, caller);
  if (!user || !matches || user.disabledAt) return null;
  await noteSignIn(transactionOrPool(), user.id);
  return { id: user.id, sessionVersion: user.sessionVersion };
}

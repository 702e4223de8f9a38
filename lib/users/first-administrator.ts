import { hashPassword } from "@/lib/auth/password";
import { administratorLock } from "@/lib/db/locks";
import { prisma } from "@/lib/db/prisma";

/** Whether anybody is an administrator, disabled or not: from then on `/setup` is gone. */
export async function hasAdministrator(): Promise<boolean> {
  return (await prisma().user.count({ where: { role: "administrator" } })) > 0;
}

/**
 * Makes the first administrator unless there is one; of parallel callers exactly one succeeds.
 * @returns the new user's id, or null when an administrator existed
 */
export async function createFirstAdministrator(input: {
  name: string;
  email: string;
  password: string;
}): Promise<number | null> {
  const passwordHash = await hashPassword(input.password);
  return prisma().$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${administratorLock})`;
    if ((await tx.user.count({ where: { role: "administrator" } })) > 0) return null;
    const user = await tx.user.create({
      data: {
        email: input.email.trim().toLowerCase(),
        name: input.name,
        role: "administrator",
        passwordHash,
      },
    });
    await tx.auditEntry.create({
      data: {
        actorKind: "system",
        actorName: "setup",
        action: "user.created",
        subject: `usr_${user.id}`,
        after: { email: user.email, name: user.name, role: user.role },
      },
    });
    return user.id;
  });
}

/** ADMIN_EMAIL and ADMIN_PASSWORD: makes the first administrator unattended, does nothing once there is one. */
export async function ensureFirstAdministrator({
  email,
  password,
}: {
  email: string;
  password: string;
}): Promise<void> {
  if (await hasAdministrator()) return;
  await createFirstAdministrator({ name: email.split("@")[0] ?? email, email, password });
}

import { recordAudit } from "@/lib/audit/record";
import { operator } from "@/lib/auth/actor";
import { hashPassword } from "@/lib/auth/password";
import { pool } from "@/lib/db/pool";
import { publicId } from "@/lib/ids";
import { insertUser } from "./user-row";
import { inUserTransaction } from "./user-transaction";

const anyAdministrator = "select from user_account where role = 'administrator' limit 1";

/** Whether anybody is an administrator, disabled or not: from then on `/setup` is gone. */
export async function hasAdministrator(): Promise<boolean> {
  const { rowCount } = await pool().query(anyAdministrator);
  return rowCount !== 0;
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
  return inUserTransaction(async (tx) => {
    const { rowCount } = await tx.query(anyAdministrator);
    if (rowCount !== 0) return null;
    const user = await insertUser(tx, {
      email: input.email.trim().toLowerCase(),
      name: input.name,
      role: "administrator",
      passwordHash,
    });
    await recordAudit(
      tx,
      { ...operator, name: "setup" },
      {
        action: "user.created",
        subject: publicId("usr", user.id),
        after: { email: user.email, name: user.name, role: user.role },
      },
    );
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

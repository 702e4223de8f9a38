import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import type { User } from "@/lib/db/generated/client";
import type { Queryable, Tx } from "@/lib/db/pool";
import { publicId } from "@/lib/ids";
import { nameSchema } from "./schema";
import { insertUser, userColumns } from "./user-row";

/** Who somebody is to a single sign-on provider: the two together never change hands (docs/decisions/0021). */
export type Identity = { issuer: string; subject: string };

/** The user whose identity at the provider this is, or null. */
export async function findLinkedUser(db: Queryable, { issuer, subject }: Identity): Promise<User | null> {
  const { rows } = await db.query<User>(
    `select ${userColumns} from user_account
     where id = (select user_id from user_identity where issuer = $1 and subject = $2)`,
    [issuer, subject],
  );
  return rows[0] ?? null;
}

/** From now on whoever the provider names so signs in as this user. */
export async function insertIdentity(tx: Tx, { issuer, subject }: Identity, userId: number): Promise<void> {
  await tx.query("insert into user_identity (issuer, subject, user_id) values ($1, $2, $3)", [
    issuer,
    subject,
    userId,
  ]);
}

/** A new user with the role User, who signs in with the provider alone; audited as the doing of `actor`. */
export async function insertLinkedUser(
  tx: Tx,
  actor: Actor,
  { issuer, subject, email, name: told }: Identity & { email: string; name: string | null },
): Promise<User> {
  const name = nameSchema.safeParse(told?.slice(0, 100) ?? "").data ?? email.split("@")[0] ?? email;
  const user = await insertUser(tx, { email, name, role: "user", passwordHash: null });
  await insertIdentity(tx, { issuer, subject }, user.id);
  await recordAudit(tx, actor, {
    action: "user.created",
    subject: publicId("usr", user.id),
    after: { email, name, role: user.role, issuer, subject },
  });
  return user;
}

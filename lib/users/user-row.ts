import type { User } from "@/lib/db/generated/client";
import type { Queryable } from "@/lib/db/pool";
import { NotFoundError } from "@/lib/errors";

/** The columns of `user_account` as Prisma's model names them, so that both doors read the same row. */
export const userColumns = `id, email, name, role, password_hash as "passwordHash", session_version as "sessionVersion",
  disabled_at as "disabledAt", last_sign_in_at as "lastSignInAt", created_at as "createdAt", link_until as "linkUntil"`;

/** The user with this email, as `emailSchema` spells emails, or null. */
export async function findUser(db: Queryable, email: string): Promise<User | null> {
  const { rows } = await db.query<User>(`select ${userColumns} from user_account where email = $1`, [email]);
  return rows[0] ?? null;
}

/** The user with this email, however spelled. @throws NotFoundError */
export async function requireUser(db: Queryable, email: string): Promise<User> {
  const user = await findUser(db, email.trim().toLowerCase());
  if (!user) throw new NotFoundError(`Nobody has the email ${email}.`);
  return user;
}

/** Changes one user in SQL. @param changes the `set` list, whose parameters begin with `$2` @returns the row it leaves */
export async function updateUser(
  db: Queryable,
  id: number,
  changes: string,
  values: readonly unknown[] = [],
): Promise<User> {
  const { rows } = await db.query<User>(
    `update user_account set ${changes} where id = $1 returning ${userColumns}`,
    [id, ...values],
  );
  if (!rows[0]) throw new Error(`User ${id} is gone.`);
  return rows[0];
}

/** Adds a user, who signs in by single sign-on only where there is no password. */
export async function insertUser(
  db: Queryable,
  {
    email,
    name,
    role,
    passwordHash,
  }: Pick<User, "email" | "name" | "role"> & { passwordHash: string | null },
): Promise<User> {
  const { rows } = await db.query<User>(
    `insert into user_account (email, name, role, password_hash) values ($1, $2, $3, $4) returning ${userColumns}`,
    [email, name, role, passwordHash],
  );
  if (!rows[0]) throw new Error("The new user came back empty.");
  return rows[0];
}

/** Notes that this user has just signed in. */
export async function noteSignIn(db: Queryable, id: number): Promise<void> {
  await updateUser(db, id, "last_sign_in_at = now()");
}

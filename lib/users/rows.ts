import type { Tx } from "@/lib/db/pool";
import type { UserRow } from "./view";

/** A user's row as changes need it. */
export type StoredUser = UserRow & {
  passwordHash: string | null;
  sessionVersion: number;
  linkUntil: Date | null;
};

const columns = `id, email, name, role, password_hash as "passwordHash", session_version as "sessionVersion",
  disabled_at as "disabledAt", last_sign_in_at as "lastSignInAt", created_at as "createdAt", link_until as "linkUntil"`;

/** The user with this email, as stored: trimmed and in lower case. */
export async function findUser(tx: Tx, email: string): Promise<StoredUser | null> {
  const { rows } = await tx.query<StoredUser>(`select ${columns} from user_account where email = $1`, [
    email,
  ]);
  return rows[0] ?? null;
}

/** The user whose identity at a provider this is (OpenID Connect Core 1.0, section 2: issuer and subject together). */
export async function findUserOfIdentity(tx: Tx, { issuer, subject }: Identity): Promise<StoredUser | null> {
  const { rows } = await tx.query<StoredUser>(
    `select ${columns} from user_account
     where id = (select user_id from user_identity where issuer = $1 and subject = $2)`,
    [issuer, subject],
  );
  return rows[0] ?? null;
}

export type Identity = { issuer: string; subject: string };

export async function insertUser(
  tx: Tx,
  { email, name, role, passwordHash }: Pick<StoredUser, "email" | "name" | "role" | "passwordHash">,
): Promise<StoredUser> {
  const { rows } = await tx.query<StoredUser>(
    `insert into user_account (email, name, role, password_hash) values ($1, $2, $3, $4) returning ${columns}`,
    [email, name, role, passwordHash],
  );
  return theOne(rows);
}

export async function insertIdentity(tx: Tx, userId: number, { issuer, subject }: Identity): Promise<void> {
  await tx.query("insert into user_identity (issuer, subject, user_id) values ($1, $2, $3)", [
    issuer,
    subject,
    userId,
  ]);
}

/**
 * Changes a user's row.
 * @param assignments SQL, with the values from `$2` on
 */
export async function updateUser(
  tx: Tx,
  id: number,
  assignments: string,
  values: unknown[] = [],
): Promise<StoredUser> {
  const { rows } = await tx.query<StoredUser>(
    `update user_account set ${assignments} where id = $1 returning ${columns}`,
    [id, ...values],
  );
  return theOne(rows);
}

/** An assignment that ends all sessions of a user: a session is of one version. */
export const endsSessions = "session_version = session_version + 1";

function theOne<Row>(rows: Row[]): Row {
  if (!rows[0]) throw new Error("The user's row is gone.");
  return rows[0];
}

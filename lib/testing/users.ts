import { randomBytes, scryptSync } from "node:crypto";
import type { Role } from "@/lib/auth/permissions";
import type { User } from "@/lib/db/generated/client";
import type { Queryable } from "@/lib/db/pool";
import { insertUser } from "@/lib/users/user-row";

/** Parameters that travel with the hash, as those of `hashPassword` do: next to no work. */
const cost = { N: 2, r: 8, p: 1 };

/** A user who signs in with this password. For tests of anything but the hash, which alone takes a fifth of a second. */
export function addUser(
  db: Queryable,
  { password, ...user }: { email: string; name: string; role: Role; password: string },
): Promise<User> {
  const salt = randomBytes(16);
  const key = scryptSync(password.normalize("NFC"), salt, 32, cost);
  const parts = ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), key.toString("base64")];
  return insertUser(db, { ...user, passwordHash: parts.join("$") });
}

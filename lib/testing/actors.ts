import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { insertUser } from "@/lib/users/user-row";

let made = 0;

/** A person of this role who exists in the test's database, as the actor of a request. */
export async function actorOf(role: Role): Promise<Actor> {
  made += 1;
  const user = await insertUser(pool(), {
    email: `${role}-${made}@example.com`,
    name: `${role} ${made}`,
    role,
    passwordHash: null,
  });
  return {
    kind: "user",
    userId: user.id,
    name: user.name,
    role,
    scopes: ["read", "write"],
    tokenId: null,
    address: "127.0.0.1",
  };
}

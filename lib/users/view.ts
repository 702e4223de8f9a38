import type { Role } from "@/lib/auth/permissions";
import { publicId } from "@/lib/ids";

export type UserRow = {
  id: number;
  email: string;
  name: string;
  role: Role;
  disabledAt: Date | null;
  lastSignInAt: Date | null;
  createdAt: Date;
};

export type UserView = ReturnType<typeof userView>;

/** A person as screens and the command line show them; times are RFC 3339 UTC. */
export function userView(row: UserRow) {
  return {
    userID: publicId("usr", row.id),
    email: row.email,
    name: row.name,
    role: row.role,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

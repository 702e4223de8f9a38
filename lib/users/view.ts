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

/** A user as screens and the command line show them; times are RFC 3339 UTC. */
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

/** How somebody signs in, which decides what can be done for them. */
type WaysRow = { passwordHash: string | null; linkUntil: Date | null; identities: unknown[] };

export type AccountView = ReturnType<typeof accountView>;

/** A user with the ways they sign in; `linkUntil` only while it lasts. */
export function accountView(row: UserRow & WaysRow) {
  return {
    ...userView(row),
    hasPassword: row.passwordHash !== null,
    singleSignOn: row.identities.length > 0,
    linkUntil: row.linkUntil && row.linkUntil > new Date() ? row.linkUntil.toISOString() : null,
  };
}

/** Who signed in with a provider that does not say whose the email is; times are RFC 3339 UTC. */
export type LinkRequestView = {
  issuer: string;
  subject: string;
  email: string;
  /** As the provider tells it. */
  name: string | null;
  requestedAt: string;
  /** Whose account has this email; null where accepting makes a new one. */
  user: { name: string; disabled: boolean } | null;
};

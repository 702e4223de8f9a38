import { type Scope, scopes } from "@/lib/auth/permissions";
import { publicId } from "@/lib/ids";

/** How many days a token may be valid. */
export const tokenDays = { default: 90, max: 3_650 };

type TokenRow = {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  owner: { id: number; name: string; email: string; disabledAt: Date | null };
};

/** `owner_disabled`: refused as long as its owner is; the others never work again. */
export type TokenState = "active" | "owner_disabled" | "expired" | "revoked";

export type TokenView = {
  tokenID: string;
  name: string;
  scopes: Scope[];
  owner: { userID: string; name: string; email: string };
  state: TokenState;
  createdAt: string;
  expiresAt: string;
  /** To the minute. */
  lastUsedAt: string | null;
  revokedAt: string | null;
};

/** A token without its secret, which nobody has but its holder; times are RFC 3339 UTC. */
export function tokenView(row: TokenRow, now: Date): TokenView {
  return {
    tokenID: row.id,
    name: row.name,
    scopes: scopes.filter((scope) => row.scopes.includes(scope)),
    owner: { userID: publicId("usr", row.owner.id), name: row.owner.name, email: row.owner.email },
    state: stateOf(row, now),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

function stateOf({ revokedAt, expiresAt, owner }: TokenRow, now: Date): TokenState {
  if (revokedAt) return "revoked";
  if (expiresAt <= now) return "expired";
  return owner.disabledAt ? "owner_disabled" : "active";
}

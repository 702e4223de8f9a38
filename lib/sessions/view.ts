import { browserName } from "@/lib/sessions/browser-name";

export type SessionRow = {
  id_hash: Buffer;
  created_at: Date;
  last_seen_at: Date;
  address: string | null;
  user_agent: string;
};

export type SessionView = ReturnType<typeof sessionView>;

/** A session as its owner sees it; `sessionID` names it and opens nothing. Times are RFC 3339 UTC. */
export function sessionView(row: SessionRow) {
  return {
    sessionID: row.id_hash.toString("base64url"),
    browser: browserName(row.user_agent),
    address: row.address,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  };
}

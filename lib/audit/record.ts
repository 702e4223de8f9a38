import type { Actor } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db/pool";
import type { AuditAction } from "./actions";

/** What JSON can say. */
type Json = string | number | boolean | null | { [name: string]: Json | undefined } | Json[];

type AuditRecord = {
  action: AuditAction;
  /** What it was done to: `webhooks`, `usr_3`, `token_…`, `job_4`. */
  subject: string;
  before?: Json | undefined;
  after?: Json | undefined;
  /** The entry whose settings this brings back. */
  restoredFrom?: bigint | undefined;
};

const statement = `
insert into audit_entry (actor_kind, actor_id, actor_name, token_id, address, action, subject, before, after, restored_from)
values ($1, $2::int, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10::bigint)
returning id::text`;

/**
 * Writes who did what, in the transaction of the change itself: the two are there together or not at all.
 * @returns the entry's number
 */
export async function recordAudit(
  tx: Tx,
  actor: Actor,
  { action, subject, before, after, restoredFrom }: AuditRecord,
): Promise<bigint> {
  const json = (value: Json | undefined) => (value === undefined ? null : JSON.stringify(value));
  const values = [
    actor.kind,
    actor.userId,
    actor.name,
    actor.tokenId,
    actor.address,
    action,
    subject,
    json(before),
    json(after),
    restoredFrom === undefined ? null : String(restoredFrom),
  ];
  const { rows } = await tx.query<{ id: string }>(statement, values);
  if (!rows[0]) throw new Error("The entry of the history came back empty.");
  return BigInt(rows[0].id);
}

import type { Actor } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db/pool";
import { Prisma, type PrismaTx } from "@/lib/db/prisma";
import type { AuditAction } from "./actions";

export type AuditRecord = {
  action: AuditAction;
  /** What it was done to: `webhooks`, `usr_3`, `token_…`, `job_4`. */
  subject: string;
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
  /** The entry whose settings this brings back. */
  restoredFrom?: bigint;
};

/** Writes who did what, in the transaction of the change itself: the two are there together or not at all. */
export async function recordAudit(
  tx: PrismaTx,
  actor: Actor,
  { action, subject, before, after, restoredFrom }: AuditRecord,
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      actorKind: actor.kind,
      actorId: actor.userId,
      actorName: actor.name,
      tokenId: actor.tokenId,
      address: actor.address,
      action,
      subject,
      before: before ?? Prisma.DbNull,
      after: after ?? Prisma.DbNull,
      restoredFrom: restoredFrom ?? null,
    },
  });
}

/** The same in a transaction on `pool()`. */
export async function recordAuditIn(
  tx: Tx,
  actor: Actor,
  { action, subject, before, after, restoredFrom }: AuditRecord,
): Promise<void> {
  const json = (value: Prisma.InputJsonValue | undefined) =>
    value === undefined ? null : JSON.stringify(value);
  await tx.query(
    `insert into audit_entry (actor_kind, actor_id, actor_name, token_id, address, action, subject, before, after,
       restored_from)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      actor.kind,
      actor.userId,
      actor.name,
      actor.tokenId,
      actor.address,
      action,
      subject,
      json(before),
      json(after),
      restoredFrom ?? null,
    ],
  );
}

import type { Actor } from "@/lib/auth/actor";
import { Prisma, type PrismaTx } from "@/lib/db/prisma";

export type AuditRecord = {
  /** `webhooks.saved`, `user.created`, … */
  action: string;
  /** What it was done to: `webhooks`, `usr_3`, `token_…`. */
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

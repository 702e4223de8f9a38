import type { PrismaTx } from "@/lib/db/prisma";

/** Who did this last, and when; nulls where nobody is on record. */
export async function lastRecorded(
  db: PrismaTx,
  where: { subject: string; action: string },
): Promise<{ updatedBy: string | null; updatedAt: string | null }> {
  const entry = await db.auditEntry.findFirst({ where, orderBy: { id: "desc" } });
  return { updatedBy: entry?.actorName ?? null, updatedAt: entry?.at.toISOString() ?? null };
}

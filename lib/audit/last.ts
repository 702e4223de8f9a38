import type { Queryable } from "@/lib/db/pool";

/** Who did this last, and when; nulls where nobody is on record. */
export async function lastRecorded(
  db: Queryable,
  { subject, action }: { subject: string; action: string },
): Promise<{ updatedBy: string | null; updatedAt: string | null }> {
  const { rows } = await db.query<{ name: string; at: Date }>(
    "select actor_name as name, at from audit_entry where subject = $1 and action = $2 order by id desc limit 1",
    [subject, action],
  );
  return { updatedBy: rows[0]?.name ?? null, updatedAt: rows[0]?.at.toISOString() ?? null };
}

import type { Queryable } from "@/lib/db/pool";

/** Deletes signing secrets that were rotated away and have ended: nothing asks for them any more. */
export async function forgetSecrets(db: Queryable): Promise<void> {
  await db.query(
    "update endpoint set previous_secret = null, previous_secret_until = null where previous_secret_until <= now()",
  );
}

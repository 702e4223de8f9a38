import { setUnclaimed } from "@/lib/attempts/close";
import { setClaimed } from "@/lib/attempts/open";
import { isClaimed } from "@/lib/attempts/state";
import type { Queryable } from "@/lib/db/pool";

/** What tests do to attempts without a dispatcher. `where` is SQL on `delivery`. */

/** SQL of who has a delivery: a dispatcher's id, or null. */
export const holderOf = (delivery = "delivery") => `${delivery}.locked_by`;

/** Opens the next attempt of these deliveries for this dispatcher, as its claim does. */
export async function openAttempts(
  db: Queryable,
  dispatcherId: number,
  where = "true",
): Promise<{ deliveryId: string; attemptNumber: number }[]> {
  const { rows } = await db.query<{ deliveryId: string; attemptNumber: number }>(
    `update delivery set ${setClaimed("$1")} where ${where} returning id::text as "deliveryId", attempts as "attemptNumber"`,
    [dispatcherId],
  );
  return rows;
}

/** Ends the leases of these: as if their dispatchers had stood still for longer. */
export async function lapseLeases(db: Queryable, where = "true"): Promise<void> {
  await db.query(
    `update delivery set leased_until = now() - interval '1 s' where ${isClaimed()} and ${where}`,
  );
}

/** Releases these without a call, whoever has them. */
export async function releaseUncalled(db: Queryable, where = "true"): Promise<void> {
  await db.query(
    `update delivery set attempts = attempts - 1, ${setUnclaimed} where ${isClaimed()} and ${where}`,
  );
}

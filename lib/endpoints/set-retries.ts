import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction, pool } from "@/lib/db/pool";
import { endpointIdOf, noEndpoint } from "./endpoint-id";

type Row = { pausesS: number[] | null };

/**
 * Gives a URL a retry schedule of its own, or none. When it returns, every failed attempt is followed by a pause of it; a pause that is
 * under way ends as it was to (docs/decisions/0063). Records nothing where nothing changes.
 * @param pausesS seconds after failed attempts 1, 2, …; null for the schedule of the installation
 * @throws ForbiddenError, NotFoundError
 */
export async function setRetries(
  actor: Actor,
  endpointID: string,
  pausesS: readonly number[] | null,
): Promise<void> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<Row>(
      `select retry_pauses_s as "pausesS" from endpoint where id = $1 for no key update`,
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    if (before.pausesS?.join() === pausesS?.join()) return;
    await tx.query("update endpoint set retry_pauses_s = $2 where id = $1", [id, pausesS]);
    const after = { pausesS: pausesS && [...pausesS] };
    await recordAudit(tx, actor, { action: "endpoint.retries_set", subject: endpointID, before, after });
    await announceOnCommit(tx);
  });
}

/**
 * The waits, ms, after failed attempts 1, 2, … to a URL; null where the schedule of the installation counts.
 * @throws ForbiddenError, NotFoundError
 */
export async function readRetries(actor: Actor, endpointID: string): Promise<number[] | null> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<Row>(`select retry_pauses_s as "pausesS" from endpoint where id = $1`, [
    endpointIdOf(endpointID),
  ]);
  if (!rows[0]) throw noEndpoint(endpointID);
  return rows[0].pausesS?.map((seconds) => seconds * 1_000) ?? null;
}

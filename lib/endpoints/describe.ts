import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction } from "@/lib/db/pool";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import type { EndpointDescription } from "./schema";

/**
 * Gives a callback URL a name and a note. They stay with the URL, also while it is removed; a save of the settings does not touch
 * them. What is left out stays as it is, an empty text takes it away. Records nothing where nothing changes.
 * @throws ForbiddenError, NotFoundError
 */
export async function describeEndpoint(
  actor: Actor,
  endpointID: string,
  change: EndpointDescription,
): Promise<{ name: string | null; note: string | null }> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<{ name: string | null; note: string | null }>(
      "select name, note from endpoint where id = $1 for no key update",
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    const after = {
      name: change.name === undefined ? before.name : change.name || null,
      note: change.note === undefined ? before.note : change.note || null,
    };
    if (after.name === before.name && after.note === before.note) return after;
    await tx.query("update endpoint set name = $2, note = $3 where id = $1", [id, after.name, after.note]);
    await recordAudit(tx, actor, { action: "endpoint.described", subject: endpointID, before, after });
    return after;
  });
}

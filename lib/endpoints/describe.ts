import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction } from "@/lib/db/pool";
import { byDescriptionField, type Description, descriptionFields } from "./description";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import type { EndpointDescription } from "./schema";

const updateStatement = `update endpoint set ${descriptionFields.map((field, index) => `${field} = $${index + 2}`).join(", ")} where id = $1`;

/**
 * Gives a callback URL a name and a note. They stay with the URL, also while it is removed; a save of the settings does not touch
 * them. What is left out stays as it is, an empty text takes it away. Records nothing where nothing changes.
 * @throws ForbiddenError, NotFoundError
 */
export async function describeEndpoint(
  actor: Actor,
  endpointID: string,
  change: EndpointDescription,
): Promise<Description> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<Description>(
      `select ${descriptionFields.join(", ")} from endpoint where id = $1 for no key update`,
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    const after = byDescriptionField((field) => {
      const text = change[field];
      return text === undefined ? before[field] : text || null;
    });
    if (descriptionFields.every((field) => after[field] === before[field])) return after;
    await tx.query(updateStatement, [id, ...descriptionFields.map((field) => after[field])]);
    await recordAudit(tx, actor, { action: "endpoint.described", subject: endpointID, before, after });
    return after;
  });
}

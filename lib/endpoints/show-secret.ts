import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction } from "@/lib/db/pool";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import { openSigningSecret } from "./secrets";

/**
 * The present signing secret of an endpoint, `whsec_…`. Whoever has it can sign as Callboard does, so it takes the permission
 * to change callbacks; that it was shown is audited, never the secret itself.
 * @throws ForbiddenError, NotFoundError, ConflictError when it was sealed with another APP_SECRET
 */
export async function showSecret(actor: Actor, endpointID: string): Promise<{ secret: string }> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<{ secret: Buffer | null }>("select secret from endpoint where id = $1", [
      id,
    ]);
    if (!rows[0]) throw noEndpoint(endpointID);
    const secret = openSigningSecret(id, rows[0].secret);
    await recordAudit(tx, actor, { action: "endpoint.secret_shown", subject: endpointID });
    return { secret };
  });
}

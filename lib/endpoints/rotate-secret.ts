import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction } from "@/lib/db/pool";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import { assertNotRotatedSince } from "./rotated-since";
import { sealSecret } from "./secret-box";
import { opened } from "./secrets";
import { newSigningSecret } from "./signing-secret";
import { bothValidHours } from "./view";

/**
 * Gives an endpoint a new signing secret. It counts at once: when this returns, every dispatcher signs with it, and for 24
 * hours with the one before as well; one older than that ends. A secret that this APP_SECRET cannot open is not kept.
 * @param seen as for `assertNotRotatedSince`
 * @returns until when the secret before is valid too; null where there is none
 * @throws ForbiddenError, NotFoundError, ConflictError when it was rotated since
 */
export async function rotateSecret(
  actor: Actor,
  endpointID: string,
  seen?: string | null,
): Promise<{ previousSecretUntil: string | null }> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<{ secret: Buffer | null; until: Date | null }>(
      "select secret, previous_secret_until as until from endpoint where id = $1 for no key update",
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    assertNotRotatedSince(seen, before.until);
    const previous = before.secret && opened(before.secret, id) !== null ? before.secret : null;
    const rotated = await tx.query<{ until: Date | null }>(
      `update endpoint
       set secret = $2, previous_secret = $3,
         previous_secret_until = case when $3::bytea is not null then now() + make_interval(hours => $4::int) end
       where id = $1
       returning previous_secret_until as until`,
      [id, sealSecret(newSigningSecret(), id, config().appSecret), previous, bothValidHours],
    );
    const until = rotated.rows[0]?.until?.toISOString() ?? null;
    const after = { previousSecretUntil: until };
    await recordAudit(tx, actor, { action: "endpoint.secret_rotated", subject: endpointID, after });
    await announceOnCommit(tx);
    return { previousSecretUntil: until };
  });
}

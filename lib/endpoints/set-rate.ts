import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction } from "@/lib/db/pool";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import type { EndpointRate } from "./rate-schema";

/**
 * Says how often a URL may be called, by all dispatchers together. When it returns, every call that begins keeps to it
 * (docs/decisions/0063); calls under way end. Records nothing where nothing changes.
 * @throws ForbiddenError, NotFoundError
 */
export async function setRate(actor: Actor, endpointID: string, rate: EndpointRate): Promise<EndpointRate> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  const after = { perSecond: rate.perSecond, atOnce: rate.atOnce };
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<EndpointRate>(
      `select max_per_second as "perSecond", max_at_once as "atOnce" from endpoint where id = $1 for no key update`,
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    if (before.perSecond === after.perSecond && before.atOnce === after.atOnce) return;
    // Without a rate every dispatcher calls it again, and none remembers for another.
    await tx.query(
      `update endpoint set max_per_second = $2, max_at_once = $3,
         called_by = case when $2::real is not null or $3::smallint is not null then called_by end
       where id = $1`,
      [id, after.perSecond, after.atOnce],
    );
    await recordAudit(tx, actor, { action: "endpoint.rate_set", subject: endpointID, before, after });
    await announceOnCommit(tx);
  });
  return after;
}

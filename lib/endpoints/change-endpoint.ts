import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction } from "@/lib/db/pool";
import { changeClientCertificate } from "./change-certificate";
import { changeRequestHeaders } from "./change-headers";
import { describeEndpoint } from "./describe";
import type { EndpointChange } from "./schema";

/**
 * Changes what is given of an endpoint, all of it or nothing; what is left out stays as it is.
 * @throws ForbiddenError, NotFoundError, InvalidError
 */
export async function changeEndpoint(
  actor: Actor,
  endpointID: string,
  { requestHeaders, clientCertificate, ...description }: EndpointChange,
): Promise<void> {
  assertCan(actor, "webhooks:write");
  await inTransaction(async () => {
    await describeEndpoint(actor, endpointID, description);
    if (requestHeaders) await changeRequestHeaders(actor, endpointID, requestHeaders);
    if (clientCertificate !== undefined)
      await changeClientCertificate(actor, endpointID, clientCertificate, "clientCertificate");
  });
}

import { rotateSecretOperation } from "@/lib/api/endpoints";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { rotateSecret } from "@/lib/endpoints/rotate-secret";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(rotateSecretOperation, async ({ actor, params }) => {
  const endpointID = params.endpointID ?? "";
  await rotateSecret(actor, endpointID);
  return endpointView(await readStatsOf(actor, endpointID));
});

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

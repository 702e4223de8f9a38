import { rotateSecretOperation } from "@/lib/api/endpoints";
import { readOneHealth } from "@/lib/endpoints/read-health";
import { rotateSecret } from "@/lib/endpoints/rotate-secret";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods, route } from "@/lib/web/route";

export const POST = route(rotateSecretOperation, async ({ actor, params }) => {
  const endpointID = params.endpointID ?? "";
  await rotateSecret(actor, endpointID);
  return endpointView(await readOneHealth(actor, endpointID));
});

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

import { suspendEndpointOperation } from "@/lib/api/endpoints";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { suspendEndpoint } from "@/lib/endpoints/suspend";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(suspendEndpointOperation, async ({ actor, params }) => {
  const endpointID = params.endpointID ?? "";
  await suspendEndpoint(actor, endpointID);
  return endpointView(await readStatsOf(actor, endpointID));
});

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

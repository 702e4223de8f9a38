import { describeEndpointOperation } from "@/lib/api/endpoints";
import { changeEndpoint } from "@/lib/endpoints/change-endpoint";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const PATCH = route(describeEndpointOperation, async ({ actor, params, body }) => {
  const endpointID = params.endpointID ?? "";
  await changeEndpoint(actor, endpointID, body);
  return endpointView(await readStatsOf(actor, endpointID));
});

const others = onlyMethods("PATCH");

export { others as DELETE, others as GET, others as POST, others as PUT };

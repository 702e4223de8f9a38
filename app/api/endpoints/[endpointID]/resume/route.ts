import { resumeEndpointOperation } from "@/lib/api/endpoints";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { resumeEndpoint } from "@/lib/endpoints/resume";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(resumeEndpointOperation, async ({ actor, params }) => {
  const endpointID = params.endpointID ?? "";
  await resumeEndpoint(actor, endpointID);
  return endpointView(await readStatsOf(actor, endpointID));
});

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

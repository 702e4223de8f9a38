import { setProcessesOperation } from "@/lib/api/endpoint-options";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { setProcesses } from "@/lib/endpoints/set-processes";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const PUT = route(setProcessesOperation, async ({ actor, params, body }) => {
  const endpointID = params.endpointID ?? "";
  await setProcesses(actor, endpointID, body.processNames);
  return endpointView(await readStatsOf(actor, endpointID));
});

const others = onlyMethods("PUT");

export { others as DELETE, others as GET, others as PATCH, others as POST };

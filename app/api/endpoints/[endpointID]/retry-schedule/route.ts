import { setRetriesOperation } from "@/lib/api/endpoint-options";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { setRetries } from "@/lib/endpoints/set-retries";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const PUT = route(setRetriesOperation, async ({ actor, params, body }) => {
  const endpointID = params.endpointID ?? "";
  await setRetries(actor, endpointID, body.pausesS);
  return endpointView(await readStatsOf(actor, endpointID));
});

const others = onlyMethods("PUT");

export { others as DELETE, others as GET, others as PATCH, others as POST };

import { setRateOperation } from "@/lib/api/endpoint-options";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { setRate } from "@/lib/endpoints/set-rate";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const PUT = route(setRateOperation, async ({ actor, params, body }) => {
  const endpointID = params.endpointID ?? "";
  await setRate(actor, endpointID, body);
  return endpointView(await readStatsOf(actor, endpointID));
});

const others = onlyMethods("PUT");

export { others as DELETE, others as GET, others as PATCH, others as POST };

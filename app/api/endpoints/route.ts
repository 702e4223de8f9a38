import { listEndpointsOperation } from "@/lib/api/endpoints";
import { readEndpointHealth } from "@/lib/endpoints/read-health";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods, route } from "@/lib/web/route";

export const GET = route(listEndpointsOperation, async ({ actor }) => ({
  items: (await readEndpointHealth(actor)).map(endpointView),
  nextCursor: null,
}));

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

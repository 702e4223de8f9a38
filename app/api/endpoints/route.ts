import { listEndpointsOperation } from "@/lib/api/endpoints";
import { listEndpoints } from "@/lib/endpoints/read-stats";
import { endpointView } from "@/lib/endpoints/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(listEndpointsOperation, async ({ actor, query }) => {
  const { items, nextCursor } = await listEndpoints(actor, query);
  return { items: items.map(endpointView), nextCursor };
});

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

import { listInstancesSchema } from "@/lib/instances/schema";
import { listInstances } from "@/lib/instances/service";
import { onlyMethods, route } from "@/lib/web/route";

export const GET = route({ query: listInstancesSchema }, async ({ actor, query }) =>
  Response.json(await listInstances(actor, query)),
);

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

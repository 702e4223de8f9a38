import { fieldNamesSchema } from "@/lib/instances/schema";
import { readFields } from "@/lib/instances/service";
import { onlyMethods, route } from "@/lib/web/route";

export const GET = route({ query: fieldNamesSchema }, async ({ actor, params, query }) =>
  Response.json(await readFields(actor, params.instanceID ?? "", query.names)),
);

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

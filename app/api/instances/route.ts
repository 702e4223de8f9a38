import { listInstancesOperation } from "@/lib/api/instances";
import { listInstances } from "@/lib/instances/read";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(listInstancesOperation, ({ actor, query }) => listInstances(actor, query));

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

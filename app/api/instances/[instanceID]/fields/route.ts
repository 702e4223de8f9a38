import { readFieldsOperation } from "@/lib/api/instances";
import { readFields } from "@/lib/instances/read";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(readFieldsOperation, ({ actor, params, query }) =>
  readFields(actor, params.instanceID ?? "", query.names),
);

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

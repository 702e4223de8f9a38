import { createInstanceOperation } from "@/lib/api/instances";
import { createInstance } from "@/lib/instances/create";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(createInstanceOperation, ({ actor, body }) => createInstance(actor, body));

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

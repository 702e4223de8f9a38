import { listDeliveriesOperation } from "@/lib/api/deliveries";
import { listDeliveries } from "@/lib/deliveries/list";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(listDeliveriesOperation, ({ actor, query }) => listDeliveries(actor, query));

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

import { readDeliveryOperation } from "@/lib/api/deliveries";
import { readDelivery } from "@/lib/deliveries/read";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(readDeliveryOperation, ({ actor, params }) =>
  readDelivery(actor, params.deliveryID ?? ""),
);

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

import { resendDeliveryOperation } from "@/lib/api/deliveries";
import { resendDelivery } from "@/lib/deliveries/resend";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(resendDeliveryOperation, ({ actor, params }) =>
  resendDelivery(actor, params.deliveryID ?? ""),
);

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

import type { Actor } from "@/lib/auth/actor";
import { listDeliveries } from "./list";
import type { DeliveryView } from "./view";

/** Deliveries of one instance, newest first, at most 200. @throws ForbiddenError */
export async function deliveriesOfInstance(actor: Actor, instanceID: string): Promise<DeliveryView[]> {
  return (await listDeliveries(actor, { instanceID, limit: 200 })).items;
}

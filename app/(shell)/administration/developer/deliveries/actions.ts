"use server";

import { z } from "zod";
import { countNewer } from "@/lib/deliveries/list";
import { deliveryFilterSchema } from "@/lib/deliveries/schema";
import { action } from "@/lib/web/action";

const input = z.strictObject({ latest: z.string(), filter: deliveryFilterSchema });

export const countNewerDeliveries = action(input, (actor, { latest, filter }) =>
  countNewer(actor, latest, filter),
);

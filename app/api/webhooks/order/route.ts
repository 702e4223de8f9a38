import { readOrderOperation, saveOrderOperation } from "@/lib/api/webhooks";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";
import { readOrder, saveOrder } from "@/lib/webhooks/order";

export const GET = route(readOrderOperation, async ({ actor }) => {
  const { ordered } = await readOrder(actor);
  return { ordered };
});

export const PUT = route(saveOrderOperation, async ({ actor, body: { ordered } }) => {
  await saveOrder(actor, { ordered, version: null });
  return { ordered };
});

const others = onlyMethods("GET", "PUT");

export { others as DELETE, others as PATCH, others as POST };

import { reconcileOperation } from "@/lib/api/reconciliation";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { reportOf } from "@/lib/reconciliation/view";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(reconcileOperation, async ({ actor, query }) =>
  reportOf(await reconcile(actor, query)),
);

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

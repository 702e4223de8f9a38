import { reconcileOperation } from "@/lib/api/reconciliation";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(reconcileOperation, ({ actor, query }) => reconcile(actor, query));

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

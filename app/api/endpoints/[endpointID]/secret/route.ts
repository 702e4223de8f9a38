import { readSecretOperation } from "@/lib/api/endpoints";
import { showSecret } from "@/lib/endpoints/show-secret";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(readSecretOperation, ({ actor, params }) =>
  showSecret(actor, params.endpointID ?? ""),
);

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

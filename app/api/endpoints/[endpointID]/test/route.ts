import { testEndpointOperation } from "@/lib/api/endpoints";
import { testEndpoint } from "@/lib/endpoints/test-call";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(testEndpointOperation, ({ actor, params, query }) =>
  testEndpoint(actor, { endpointID: params.endpointID ?? "", ...query }),
);

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

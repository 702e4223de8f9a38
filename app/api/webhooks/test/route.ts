import { testUrlOperation } from "@/lib/api/webhooks";
import { testUrl } from "@/lib/endpoints/test-call";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(testUrlOperation, ({ actor, body }) => testUrl(actor, body));

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

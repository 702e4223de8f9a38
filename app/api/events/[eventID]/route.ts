import { readEventOperation } from "@/lib/api/events";
import { readEvent } from "@/lib/events/read";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(readEventOperation, ({ actor, params }) => readEvent(actor, params.eventID ?? ""));

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };

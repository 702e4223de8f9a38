import { createEventsOperation, listEventsOperation } from "@/lib/api/events";
import { acceptEvents } from "@/lib/events/accept";
import { listEvents } from "@/lib/events/read";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(createEventsOperation, async ({ actor, body }) => ({
  events: await acceptEvents(actor, body),
}));

export const GET = route(listEventsOperation, ({ actor, query }) => listEvents(actor, query));

const others = onlyMethods("GET", "POST");

export { others as DELETE, others as PATCH, others as PUT };

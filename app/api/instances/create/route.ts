import { createInstanceSchema } from "@/lib/instances/schema";
import { createInstance } from "@/lib/instances/service";
import { onlyMethods, route } from "@/lib/web/route";

export const POST = route({ body: createInstanceSchema }, async ({ actor, body }) =>
  Response.json(await createInstance(actor, body), { status: 201 }),
);

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };

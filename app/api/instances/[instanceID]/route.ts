import { changeInstanceSchema } from "@/lib/instances/schema";
import { deleteInstance, mergeInstance, readInstance, replaceInstance } from "@/lib/instances/service";
import { onlyMethods, route } from "@/lib/web/route";

export const GET = route({}, async ({ actor, params }) =>
  Response.json(await readInstance(actor, params.instanceID ?? "")),
);

export const PUT = route({ body: changeInstanceSchema }, async ({ actor, params, body }) =>
  Response.json(await replaceInstance(actor, params.instanceID ?? "", body)),
);

export const PATCH = route({ body: changeInstanceSchema }, async ({ actor, params, body }) =>
  Response.json(await mergeInstance(actor, params.instanceID ?? "", body)),
);

export const DELETE = route({}, async ({ actor, params }) =>
  Response.json(await deleteInstance(actor, params.instanceID ?? "")),
);

export const POST = onlyMethods("GET", "PUT", "PATCH", "DELETE");

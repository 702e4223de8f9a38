import {
  deleteInstanceOperation,
  mergeInstanceOperation,
  readInstanceOperation,
  replaceInstanceOperation,
} from "@/lib/api/instances";
import { deleteInstance, mergeInstance, replaceInstance } from "@/lib/instances/change";
import { readInstance } from "@/lib/instances/read";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(readInstanceOperation, ({ actor, params }) =>
  readInstance(actor, params.instanceID ?? ""),
);

export const PUT = route(replaceInstanceOperation, ({ actor, params, body }) =>
  replaceInstance(actor, params.instanceID ?? "", body),
);

export const PATCH = route(mergeInstanceOperation, ({ actor, params, body }) =>
  mergeInstance(actor, params.instanceID ?? "", body),
);

export const DELETE = route(deleteInstanceOperation, ({ actor, params }) =>
  deleteInstance(actor, params.instanceID ?? ""),
);

export const POST = onlyMethods("GET", "PUT", "PATCH", "DELETE");

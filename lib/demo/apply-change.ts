import type { Actor } from "@/lib/auth/actor";
import { deleteInstance, mergeInstance } from "@/lib/instances/change";
import { createInstance } from "@/lib/instances/create";
import type { Change } from "./next-change";

/** Does it as that person. @returns the instance's id */
export async function applyChange(actor: Actor, change: Change): Promise<string> {
  switch (change.kind) {
    case "create": {
      const { kind: _, ...input } = change;
      return (await createInstance(actor, input)).instanceID;
    }
    case "update":
      return (await mergeInstance(actor, change.instanceID, { Status: change.Status })).instanceID;
    case "delete":
      return (await deleteInstance(actor, change.instanceID)).instanceID;
  }
}

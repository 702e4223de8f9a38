"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { readForForm } from "@/lib/instances/read";
import { createInstanceSchema, editInstanceSchema } from "@/lib/instances/schema";
import { createInstance, deleteInstance, editInstance } from "@/lib/instances/service";
import { action } from "@/lib/web/action";

export const createInstanceAction = action("instances:write", createInstanceSchema, async (actor, input) => {
  const created = await createInstance(actor, input);
  revalidatePath("/instances");
  return created;
});

/** What the form begins with: the page itself shows no more than the beginning of each value. */
export const loadInstanceAction = action(
  "instances:read",
  z.strictObject({ instanceID: z.string() }),
  (actor, { instanceID }) => readForForm(actor, instanceID),
);

export const editInstanceAction = action(
  "instances:write",
  editInstanceSchema,
  async (actor, { instanceID, ...change }) => {
    const changed = await editInstance(actor, instanceID, change);
    revalidatePath("/instances", "layout");
    return changed;
  },
);

export const deleteInstanceAction = action(
  "instances:write",
  z.strictObject({ instanceID: z.string() }),
  async (actor, input) => {
    const deleted = await deleteInstance(actor, input.instanceID);
    revalidatePath("/instances", "layout");
    return deleted;
  },
);

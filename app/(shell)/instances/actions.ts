"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { instancePath } from "@/lib/instance-path";
import { deleteInstance, editInstance } from "@/lib/instances/change";
import { createInstance } from "@/lib/instances/create";
import { readForForm } from "@/lib/instances/read";
import { createInstanceSchema, editInstanceSchema } from "@/lib/instances/schema";
import { action, formAction, textOf, textsOf, typedIn } from "@/lib/web/action";

export const createInstanceAction = formAction(
  "instances:write",
  createInstanceSchema,
  (given) => ({
    input: { processName: textOf(given, "processName"), ...changeIn(given) },
    typed: typedIn(given, "processName", ...changeNames),
    idempotencyKey: textOf(given, "idempotencyKey"),
  }),
  async (actor, input, once): Promise<void> => {
    const { instanceID } = await once(() => createInstance(actor, input));
    revalidatePath("/instances");
    redirect(instancePath(instanceID));
  },
);

/** What the form begins with: the page itself shows no more than the beginning of each value. */
export const loadInstanceAction = action(
  "instances:read",
  z.strictObject({ instanceID: z.string() }),
  (actor, { instanceID }) => readForForm(actor, instanceID),
);

export const editInstanceAction = formAction(
  "instances:write",
  editInstanceSchema,
  (given) => ({
    input: {
      instanceID: textOf(given, "instanceID"),
      version: Number(textOf(given, "version")),
      ...changeIn(given),
    },
    typed: typedIn(given, ...changeNames),
  }),
  async (actor, { instanceID, ...change }) => {
    await editInstance(actor, instanceID, change);
    revalidatePath("/instances", "layout");
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

const changeNames = ["status", "fieldname", "value", "text"];

/** A form's rows are three texts each, one after the other. Empty rows at the end are none. */
function changeIn(given: FormData) {
  const [names, values, texts] = ["fieldname", "value", "text"].map((name) => textsOf(given, name)) as [
    string[],
    string[],
    string[],
  ];
  const rows = names.map((fieldname, index) => ({
    fieldname,
    value: values[index] ?? "",
    text: texts[index] ?? "",
  }));
  const last = rows.findLastIndex(({ fieldname, value, text }) => fieldname + value + text !== "");
  return {
    Status: textOf(given, "status"),
    FieldsMappings: rows
      .slice(0, last + 1)
      .map(({ text, ...field }) => (text === "" ? field : { ...field, text })),
  };
}

import { z } from "zod";
import { quoted } from "@/lib/errors";
import { maxProcessNameLength, processNameSchema, storableText } from "@/lib/events/schema";
import { listSchema } from "@/lib/list-schema";
import { limitSchema } from "@/lib/page-limit";

export const limits = {
  processName: maxProcessNameLength,
  status: 100,
  fields: 200,
  fieldName: 200,
  fieldText: 1_000,
  fieldValue: 65_536,
  /** Of all names, texts and values of its fields together, in UTF-8: 1 MiB. */
  bytes: 1_048_576,
  /** The limit for the form, whose post must stay below 1 MB. */
  formBytes: 786_432,
} as const;

const fieldSchema = z.strictObject({
  fieldname: storableText(limits.fieldName).trim().min(1, { error: "must not be empty" }),
  text: storableText(limits.fieldText).optional(),
  value: storableText(limits.fieldValue),
});

const fieldsSchema = listSchema(fieldSchema, {
  max: limits.fields,
  error: `must hold at most ${limits.fields} fields`,
  typeError: "must be a list of {fieldname, text?, value}",
}).superRefine((fields, context) => {
  const seen = new Set<string>();
  for (const [index, { fieldname }] of fields.entries()) {
    if (seen.has(fieldname)) {
      const message = `repeats the field "${quoted(fieldname)}"; each field may be given once`;
      context.addIssue({ code: "custom", path: [index, "fieldname"], message });
    }
    seen.add(fieldname);
  }
});

/** What create, replace and merge share. `instanceID` is accepted and ignored, as the platform's published API shows it. */
const changeShape = {
  FieldsMappings: fieldsSchema.optional(),
  Status: storableText(limits.status).trim().optional(),
  TriggerField: storableText(limits.fieldName).trim().optional(),
  instanceID: z.unknown().optional(),
};

/** Body of create. `ProcessName` is accepted for `processName`. */
export const createInstanceSchema = z
  .strictObject({
    ...changeShape,
    processName: processNameSchema.optional(),
    // Two fields that differ by a capital are one in many languages: the document has the other one alone.
    ProcessName: processNameSchema.optional().meta({ otherNameOf: "processName" }),
  })
  .transform(({ ProcessName, processName, instanceID: _ignored, ...rest }, context) => {
    const name = processName ?? ProcessName;
    if (name === undefined || (processName && ProcessName && processName !== ProcessName)) {
      const message = name === undefined ? "is required" : "differs from ProcessName; give one of them";
      context.addIssue({ code: "custom", path: ["processName"], message });
      return z.NEVER;
    }
    return { ...rest, processName: name };
  });
export type CreateInstance = z.output<typeof createInstanceSchema>;

/** Body of replace and merge; a `version` that is not the instance's present one is a conflict. */
const version = z.int({ error: "must be a whole number" }).positive().max(2_147_483_647);
export const changeInstanceSchema = z
  .strictObject({ ...changeShape, version: version.optional() })
  .transform(({ instanceID: _ignored, ...rest }) => rest);
export type ChangeInstance = z.output<typeof changeInstanceSchema>;

/** What the form sends: a change that says which instance it is of and which version it started from. */
export const editInstanceSchema = z.strictObject({ ...changeShape, instanceID: z.string(), version });

/** Query of the list. `cursor` is the one a page before gave. */
export const listInstancesSchema = z.strictObject({
  processName: storableText(limits.processName).optional(),
  status: storableText(limits.status).optional(),
  limit: limitSchema,
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,17}$/, { error: "is not a cursor of this list" })
    .optional(),
});
export type ListInstances = z.output<typeof listInstancesSchema>;

/** Query of the fields: `names=a,b`; without it, all. */
export const fieldNamesSchema = z.strictObject({
  names: storableText(16_384)
    .transform((names) => names.split(",").map((name) => name.trim()))
    .optional()
    // Node refuses an address that long before anybody counts: nothing to tell programs.
    .meta({ description: "Names, with commas between them; without it, all.", maxLength: undefined }),
});

/** The field whose value the instance's page shows as a whole. */
export const wholeFieldSchema = storableText(limits.fieldName);

import { z } from "zod";
import { auditKindNames } from "@/lib/audit/actions";
import { daySchema } from "@/lib/moment";

/** `person` is a userID or `system` (command line, setup); days are UTC and both count; `cursor` is the last entry seen. */
export const auditFilterSchema = z.object({
  kind: z.enum(auditKindNames, { error: "is not a kind of entry" }).optional(),
  person: z
    .string()
    .regex(/^(system|usr_[1-9]\d{0,8})$/, { error: "is not a person" })
    .optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
  subject: z
    .string()
    .regex(/^\w{1,40}$/, { error: "is not what an entry can be about" })
    .optional(),
  cursor: z
    .string()
    .regex(/^aud_[1-9]\d{0,17}$/, { error: "is not a cursor of this list" })
    .optional(),
});
export type AuditFilter = z.output<typeof auditFilterSchema>;

export const entryIdSchema = z.string().regex(/^aud_[1-9]\d{0,17}$/, { error: "is not an entry's id" });

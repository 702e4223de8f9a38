import { z } from "zod";
import { processNameSchema } from "@/lib/events/schema";
import { listSchema } from "@/lib/list-schema";

const maxProcesses = 50;
const tooMany = `must hold at most ${maxProcesses} names`;

/** Which processes a URL is called for, as programs say it. */
export const processesBody = z.strictObject({
  processNames: listSchema(processNameSchema, {
    max: maxProcesses,
    error: tooMany,
    typeError: "must be a list of names",
  }).meta({
    description: "As events spell them, letter by letter; an empty list stands for all processes.",
    maxItems: maxProcesses,
  }),
});

/** The same as people type it: one name a line, blank lines left out. */
export const processesInput = z.strictObject({
  endpointID: z.string(),
  processNames: z.string().transform((text, context) => {
    const lines = text.split(/\r\n|\n|\r/).map((typed, index) => ({ line: index + 1, typed: typed.trim() }));
    const entered = lines.filter(({ typed }) => typed !== "");
    if (entered.length > maxProcesses) {
      context.addIssue({ code: "custom", message: `At most ${maxProcesses} processes are allowed.` });
      return z.NEVER;
    }
    return entered.flatMap(({ line, typed }) => {
      const name = processNameSchema.safeParse(typed);
      if (name.success) return [name.data];
      context.addIssue({ code: "custom", message: `Line ${line} ${name.error.issues[0]?.message}.` });
      return [];
    });
  }),
});

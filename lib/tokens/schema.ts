import { z } from "zod";
import { scopes } from "@/lib/auth/permissions";
import { listSchema } from "@/lib/list-schema";
import { tokenDays } from "./view";

/** What a token is made of, for the form and the server. Pure. */

const daysError = `Enter a whole number of days from 1 to ${tokenDays.max.toLocaleString("en-US")}.`;

export const newTokenSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, { error: "Enter a name, for example of the program that will use it." })
    .max(100, { error: "The name must be at most 100 characters long.", abort: true })
    .regex(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u, { error: "The name contains an invisible character. Remove it." }),
  scopes: listSchema(z.enum(scopes), {
    min: 1,
    max: scopes.length,
    error: "Choose each scope once.",
    tooFew: "Choose at least one scope.",
  }).transform((chosen) => scopes.filter((scope) => chosen.includes(scope))),
  days: z.int({ error: daysError }).min(1, { error: daysError }).max(tokenDays.max, { error: daysError }),
});

export const tokenIdSchema = z.string().regex(/^[0-9A-Za-z]{10}$/, { error: "This is not a token's id." });

export const listTokensSchema = z.object({ cursor: tokenIdSchema.optional() });

import { z } from "zod";
import { passwordLength } from "@/lib/auth/password-length";
import { type Role, roleLabels, roles } from "@/lib/auth/permissions";

/** What a person is made of, for the screens, the command line and the services alike. Pure. */

export const passwordSchema = z
  .string()
  .min(passwordLength.shortest, {
    error: `The password must be at least ${passwordLength.shortest} characters long.`,
  })
  .max(passwordLength.longest, {
    error: `The password must be at most ${passwordLength.longest.toLocaleString("en-US")} characters long.`,
  });

export const nameSchema = z
  .string()
  .trim()
  .min(1, { error: "Enter a name." })
  .max(100, { error: "The name must be at most 100 characters long." })
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u, { error: "The name contains an invisible character. Remove it." });

/** Trimmed and lower-cased: nobody is two people by the case of a letter. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, { error: "The email address must be at most 254 characters long." })
  .pipe(z.email({ error: "Enter an email address such as ada@example.com." }));

export const roleSchema = z.enum(roles, {
  error: `The role must be one of ${roles.map((role: Role) => `${role} (${roleLabels[role]})`).join(", ")}.`,
});

export const newUserSchema = z.strictObject({
  name: nameSchema,
  email: emailSchema,
  role: roleSchema,
  password: passwordSchema,
});
export type NewUser = z.output<typeof newUserSchema>;

export const firstAdministratorSchema = z.strictObject({
  name: nameSchema,
  email: emailSchema,
  password: passwordSchema,
});

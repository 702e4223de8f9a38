import { z } from "zod";
import { passwordLength } from "@/lib/auth/password-length";
import { type PasswordOwner, passwordProblem } from "@/lib/auth/password-rules";
import { type Role, roleLabels, roles } from "@/lib/auth/permissions";

/** What a user is made of, for the screens, the command line and the services alike. Pure. */

export const passwordSchema = z.string().superRefine((password, context) => {
  const message = passwordProblem(password);
  if (message) context.addIssue({ code: "custom", message });
});

export const nameSchema = z
  .string()
  .trim()
  .min(1, { error: "Enter a name." })
  .max(100, { error: "The name must be at most 100 characters long.", abort: true })
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u, { error: "The name contains an invisible character. Remove it." });

/** Trimmed and lower-cased: nobody is two people by the case of a letter. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, { error: "The email address must be at most 254 characters long.", abort: true })
  .pipe(z.email({ error: "Enter an email address such as ada@example.com." }));

export const roleSchema = z.enum(roles, {
  error: `The role must be one of ${roles.map((role: Role) => `${role} (${roleLabels[role]})`).join(", ")}.`,
});

/** A user before there is a password. */
export const userSchema = z.strictObject({ name: nameSchema, email: emailSchema, role: roleSchema });

/** The rules of a password that know whose it is. */
function notOfOwner<Owned extends PasswordOwner & { password: string }>(
  { password, email, name }: Owned,
  context: z.RefinementCtx,
): void {
  const owner = { ...(email === undefined ? {} : { email }), ...(name === undefined ? {} : { name }) };
  // What is wrong with it anyway has been said.
  const message = passwordProblem(password) === null ? passwordProblem(password, owner) : null;
  if (message) context.addIssue({ code: "custom", path: ["password"], message });
}

export const newUserSchema = userSchema.extend({ password: passwordSchema }).superRefine(notOfOwner);
export type NewUser = z.output<typeof newUserSchema>;

export const firstAdministratorSchema = z
  .strictObject({ name: nameSchema, email: emailSchema, password: passwordSchema })
  .superRefine(notOfOwner);

/** The current password is not judged: it may be older than today's rules. */
export const passwordChangeSchema = z.strictObject({
  present: z
    .string()
    .min(1, { error: "Enter your current password." })
    .max(passwordLength.max, { error: "This is not your current password." }),
  next: passwordSchema,
});

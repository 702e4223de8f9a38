"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { generatePassword } from "@/lib/auth/password";
import { createUser, resetPassword, setDisabled, setRole } from "@/lib/users/administer";
import {
  acceptLinkRequest,
  acceptLinkSchema,
  refuseLinkRequest,
  refuseLinkSchema,
} from "@/lib/users/link-requests";
import { emailSchema, roleSchema, userSchema } from "@/lib/users/schema";
import { setLinkAllowed } from "@/lib/users/single-sign-on";
import { action } from "@/lib/web/action";

const page = "/administration/users";

/** Answers the password made up for the new person; it is shown once and kept nowhere. */
export const createUserAction = action("users:write", userSchema, async (actor, input) => {
  const password = generatePassword();
  await createUser(actor, { ...input, password });
  revalidatePath(page);
  return { password };
});

export const setRoleAction = action(
  "users:write",
  z.strictObject({ email: emailSchema, role: roleSchema }),
  async (actor, { email, role }) => {
    await setRole(actor, email, role);
    revalidatePath(page);
  },
);

export const setDisabledAction = action(
  "users:write",
  z.strictObject({ email: emailSchema, disabled: z.boolean() }),
  async (actor, { email, disabled }) => {
    await setDisabled(actor, email, disabled);
    revalidatePath(page);
  },
);

export const resetPasswordAction = action(
  "users:write",
  z.strictObject({ email: emailSchema }),
  async (actor, { email }) => {
    const password = generatePassword();
    await resetPassword(actor, email, password);
    revalidatePath(page);
    return { password };
  },
);

export const setLinkAllowedAction = action(
  "users:write",
  z.strictObject({ email: emailSchema, allowed: z.boolean() }),
  async (actor, { email, allowed }) => {
    await setLinkAllowed(actor, email, allowed);
    revalidatePath(page);
  },
);

export const acceptLinkRequestAction = action("users:write", acceptLinkSchema, async (actor, input) => {
  await acceptLinkRequest(actor, input);
  revalidatePath(page);
});

export const refuseLinkRequestAction = action("users:write", refuseLinkSchema, async (actor, input) => {
  await refuseLinkRequest(actor, input);
  revalidatePath(page);
});

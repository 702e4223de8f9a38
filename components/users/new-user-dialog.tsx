"use client";

import { Field } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import { inputClass } from "@/components/ui/input-class";
import { type Role, roleLabels, roles } from "@/lib/auth/permissions";
import type { ActionResult } from "@/lib/web/result";

type NewUser = { name: string; email: string; role: Role };

export type CreateAction = (input: NewUser) => Promise<ActionResult<{ password: string }>>;

/** Asks who is new; their password is made up. */
export function NewUserDialog({
  create,
  onClose,
  onCreated,
}: {
  create: CreateAction;
  onClose: () => void;
  onCreated: (email: string, password: string) => void;
}) {
  return (
    <FormDialog
      title="New user"
      submitLabel="Create user"
      submit={(given) => create(newUserFrom(given))}
      lost=", so it is not known whether the user was created. Reload the page to see; if they are in the list, reset their password to get one. You can also try again: an email that somebody already has is refused."
      onDone={({ password }, given) => onCreated(newUserFrom(given).email, password)}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Field label="Name" name="name" autoComplete="off" error={errors.name} />
          <Field label="Email" name="email" type="email" autoComplete="off" error={errors.email} />
          <label className="font-medium">
            Role
            <select name="role" defaultValue="user" className={`${inputClass} mt-1 font-normal`}>
              {roles.toReversed().map((role) => (
                <option key={role} value={role}>
                  {roleLabels[role]}
                </option>
              ))}
            </select>
          </label>
          <p className="text-[13px] text-text-2">A password is made up and shown to you once.</p>
        </>
      )}
    </FormDialog>
  );
}

const newUserFrom = (given: FormData): NewUser => ({
  name: String(given.get("name")),
  email: String(given.get("email")),
  role: given.get("role") as Role,
});

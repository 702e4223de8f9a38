"use client";

import { useRef } from "react";
import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { Field } from "@/components/ui/field";
import type { FormAction } from "@/lib/web/result";
import { NewPasswordField } from "./new-password-field";

/** Makes the first administrator and signs them in. */
export function SetupForm({ code, create }: { code: string; create: FormAction }) {
  const [name, email] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  return (
    <ActionForm action={create} lost=". Try again in a moment." noValidate className="flex flex-col gap-4">
      {({ errors, typed, pending }) => (
        <>
          <input type="hidden" name="code" value={code} />
          <Field
            ref={name}
            label="Name"
            name="name"
            autoComplete="name"
            defaultValue={typed.name?.[0]}
            error={errors.name}
            required
            autoFocus
          />
          <Field
            ref={email}
            label="Email"
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={typed.email?.[0]}
            error={errors.email}
            required
          />
          <NewPasswordField
            label="Password"
            name="password"
            owner={() => ({ name: name.current?.value ?? "", email: email.current?.value ?? "" })}
            error={errors.password}
            pending={pending}
          />
          <SubmitButton pending={pending} className="py-2">
            Create administrator
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}

"use client";

import { useEffect } from "react";
import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { Field } from "@/components/ui/field";
import { forgetAllText } from "@/components/ui/kept-text";
import type { FormAction } from "@/lib/web/result";

const selectPassword = (form: HTMLFormElement) =>
  form.querySelector<HTMLInputElement>("input[name=password]")?.select();

/** `target` is the path on this site that the user asked for. */
export function SignInForm({ target, signIn }: { target: string; signIn: FormAction }) {
  useEffect(forgetAllText, []);
  return (
    <ActionForm
      action={signIn}
      lost=". Try again in a moment."
      onRefused={selectPassword}
      className="flex flex-col gap-4"
    >
      {({ typed, pending }) => (
        <>
          <input type="hidden" name="target" value={target} />
          <Field
            label="Email"
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={typed.email?.[0]}
            required
            autoFocus
          />
          <Field label="Password" name="password" type="password" autoComplete="current-password" required />
          <SubmitButton pending={pending} className="py-2">
            Sign in
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}

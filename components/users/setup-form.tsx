"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import type { PasswordOwner } from "@/lib/auth/password-rules";
import type { ActionResult } from "@/lib/web/result";
import { NewPasswordField } from "./new-password-field";

export type SetupInput = { code: string; name: string; email: string; password: string };

/** Makes the first administrator and signs them in. */
export function SetupForm({
  code,
  create,
}: {
  code: string;
  create: (input: SetupInput) => Promise<ActionResult<null>>;
}) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const input = {
      code,
      name: String(given.get("name")),
      email: String(given.get("email")),
      password: String(given.get("password")),
    };
    setPending(true);
    setErrors({});
    setProblem(null);
    const result = await create(input).catch(() => null);
    if (result?.ok) {
      await signIn("credentials", { email: input.email, password: input.password, redirect: false });
      return window.location.assign("/administration/developer");
    }
    setPending(false);
    const found = Object.fromEntries((result?.errors ?? []).map(({ path, message }) => [path, message]));
    setErrors(found);
    const [first] = Object.keys(found);
    if (first) form.current?.querySelector<HTMLInputElement>(`input[name=${first}]`)?.focus();
    else setProblem(result?.message ?? "Callboard could not be reached. Try again in a moment.");
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {problem && <Note tone="bad">{problem}</Note>}
      <Field label="Name" name="name" autoComplete="name" error={errors.name} required autoFocus />
      <Field label="Email" name="email" type="email" autoComplete="username" error={errors.email} required />
      <NewPasswordField
        label="Password"
        name="password"
        owner={() => ownerIn(form.current)}
        error={errors.password}
      />
      <Button type="submit" variant="primary" disabled={pending} className="py-2">
        {pending && <Spinner />}
        Create administrator
      </Button>
    </form>
  );
}

function ownerIn(form: HTMLFormElement | null): PasswordOwner {
  const given = form ? new FormData(form) : new FormData();
  return { name: String(given.get("name") ?? ""), email: String(given.get("email") ?? "") };
}

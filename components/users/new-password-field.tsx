"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { passwordLength } from "@/lib/auth/password-length";
import { type PasswordOwner, passwordProblem } from "@/lib/auth/password-rules";

type Props = {
  label: string;
  name: string;
  /** Whose password it will be, as far as is known while typing. */
  owner: () => PasswordOwner;
  error?: string | undefined;
};

/** The field of a new password: shows while typing what it still lacks, by the server's rules. */
export function NewPasswordField({ label, name, owner, error }: Props) {
  const [typed, setTyped] = useState("");
  return (
    <Field
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      hint={hintFor(typed, owner)}
      onChange={(event) => setTyped(event.target.value)}
      error={error}
      required
    />
  );
}

function hintFor(typed: string, owner: () => PasswordOwner): string {
  const { min } = passwordLength;
  const missing = min - typed.length;
  if (typed === "") return `At least ${min} characters; a few unrelated words are good.`;
  if (missing > 0)
    return `${missing} more character${missing === 1 ? "" : "s"}; a few unrelated words are good.`;
  return passwordProblem(typed, owner()) ?? "Long enough, and none of those that are tried first.";
}

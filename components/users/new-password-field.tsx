"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { passwordLength } from "@/lib/auth/password-length";
import { type PasswordOwner, passwordProblem } from "@/lib/auth/password-rules";
import { counted } from "@/lib/plural";

type Props = {
  label: string;
  name: string;
  /** Whose password it will be, as far as is known while typing. */
  owner: () => PasswordOwner;
  /** What the answer to the form tells of this field. */
  error?: string | undefined;
  /** The form is under way. */
  pending: boolean;
};

/** The field of a new password: shows while typing what it still lacks, by the server's rules; what was refused, once. */
export function NewPasswordField({ label, name, owner, error, pending }: Props) {
  const [typed, setTyped] = useState("");
  /** What was in the field when the form was sent: of anything else the hint knows better than the answer. */
  const [sent, setSent] = useState({ typed, pending });
  if (sent.pending !== pending) setSent({ typed: pending ? typed : sent.typed, pending });
  const shownError = sent.typed === typed ? error : undefined;
  return (
    <Field
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      hint={shownError ? undefined : hintFor(typed, owner)}
      onChange={(event) => setTyped(event.target.value)}
      error={shownError}
      required
    />
  );
}

function hintFor(typed: string, owner: () => PasswordOwner): string {
  const { min } = passwordLength;
  const missing = min - typed.length;
  if (typed === "") return `At least ${min} characters; a few unrelated words are good.`;
  if (missing > 0)
    return `${counted(missing, "more character", "more characters")}; a few unrelated words are good.`;
  return passwordProblem(typed, owner()) ?? "Long enough, and none of those that are tried first.";
}

"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { Toast } from "@/components/ui/toast";
import type { PasswordOwner } from "@/lib/auth/password-rules";
import type { ActionResult } from "@/lib/web/result";
import { NewPasswordField } from "./new-password-field";

type Props = {
  owner: PasswordOwner;
  change: (input: { present: string; next: string }) => Promise<ActionResult<void>>;
};

/** Changes one's own password. */
export function PasswordCard({ owner, change }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  /** Counts the changes: a new number empties the fields. */
  const [changed, setChanged] = useState(0);
  const [told, setTold] = useState(true);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setPending(true);
    const result = await change({
      present: String(given.get("present")),
      next: String(given.get("next")),
    }).catch(() => null);
    setPending(false);
    const found = result?.ok
      ? {}
      : Object.fromEntries((result?.errors ?? []).map(({ path, message }) => [path, message]));
    setErrors(found);
    const [first] = Object.keys(found);
    if (first) form.current?.querySelector<HTMLInputElement>(`input[name=${first}]`)?.focus();
    setProblem(
      first || result?.ok
        ? null
        : (result?.message ??
            "Callboard could not be reached. Whether the password was changed is not known."),
    );
    if (!result?.ok) return;
    setChanged((count) => count + 1);
    setTold(false);
  };

  return (
    <Card title="Password">
      <form ref={form} key={changed} onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
        {problem && <Note tone="bad">{problem}</Note>}
        <Field
          label="Present password"
          name="present"
          type="password"
          autoComplete="current-password"
          required
          {...(errors.present ? { error: errors.present } : {})}
        />
        <NewPasswordField label="New password" name="next" owner={() => owner} error={errors.next} />
        <p className="text-[13px] text-text-2">You stay signed in here; your other sessions end.</p>
        <Button type="submit" variant="primary" disabled={pending} className="self-start">
          {pending && <Spinner />}
          Change password
        </Button>
      </form>
      {!told && (
        <Toast tone="ok" onDismiss={() => setTold(true)}>
          The password is changed. Your other sessions have ended.
        </Toast>
      )}
    </Card>
  );
}

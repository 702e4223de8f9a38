"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, inputClass } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { type Role, roleLabels, roles } from "@/lib/auth/permissions";
import type { ActionResult } from "@/lib/web/result";

export type CreateAction = (input: {
  name: string;
  email: string;
  role: Role;
}) => Promise<ActionResult<{ password: string }>>;

export function NewUserDialog({
  create,
  onClose,
  onCreated,
}: {
  create: CreateAction;
  onClose: () => void;
  onCreated: (email: string, password: string) => void;
}) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const email = String(given.get("email"));
    setPending(true);
    const result = await create({
      name: String(given.get("name")),
      email,
      role: given.get("role") as Role,
    }).catch(() => null);
    setPending(false);
    if (result?.ok) return onCreated(email, result.value.password);
    const found = Object.fromEntries((result?.errors ?? []).map(({ path, message }) => [path, message]));
    setErrors(found);
    const [first] = Object.keys(found);
    setProblem(
      first ? null : (result?.message ?? "Callboard could not be reached. Nothing was created; try again."),
    );
    if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  };

  const footer = (
    <>
      <Button onClick={onClose}>Close</Button>
      <Button type="submit" form={id} variant="primary" disabled={pending}>
        {pending && <Spinner />}
        Create user
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="New user" footer={footer}>
      <form id={id} ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {problem && <Note tone="bad">{problem}</Note>}
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
      </form>
    </Dialog>
  );
}

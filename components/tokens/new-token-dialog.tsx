"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { type Role, roleLabels, type Scope, scopes } from "@/lib/auth/permissions";
import { tokenDays } from "@/lib/tokens/schema";
import type { ActionResult } from "@/lib/web/result";

export type CreateTokenAction = (input: {
  name: string;
  scopes: Scope[];
  days: number;
}) => Promise<ActionResult<{ token: string }>>;

const scopeMeanings: Record<Scope, string> = {
  read: "read: look at what you can look at",
  write: "write: change what you can change",
};

/** Asks what a token is to be; it acts with its owner's role, whatever that is when it is used. */
export function NewTokenDialog({
  role,
  create,
  onClose,
  onCreated,
}: {
  role: Role;
  create: CreateTokenAction;
  onClose: () => void;
  onCreated: (name: string, token: string) => void;
}) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const name = String(given.get("name"));
    const days = String(given.get("days")).trim();
    setPending(true);
    const result = await create({
      name,
      scopes: scopes.filter((scope) => given.getAll("scopes").includes(scope)),
      days: days === "" ? 0 : Number(days),
    }).catch(() => null);
    setPending(false);
    if (result?.ok) return onCreated(name.trim(), result.value.token);
    const found = Object.fromEntries((result?.errors ?? []).map(({ path, message }) => [path, message]));
    setErrors(found);
    const [first] = Object.keys(found);
    setProblem(
      first
        ? null
        : (result?.message ??
            "Callboard could not be reached, so it is not known whether the token was created. Reload the page to see."),
    );
    if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  };

  const footer = (
    <>
      <Button onClick={onClose}>Close</Button>
      <Button type="submit" form={id} variant="primary" disabled={pending}>
        {pending && <Spinner />}
        Create token
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="New token" footer={footer}>
      <form id={id} ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {problem && <Note tone="bad">{problem}</Note>}
        <Field label="Name" name="name" autoComplete="off" error={errors.name} />
        <fieldset aria-describedby={errors.scopes ? `${id}-scopes` : undefined}>
          <legend className="mb-1 font-medium">Scopes</legend>
          {scopes.map((scope) => (
            <label key={scope} className="flex items-center gap-2 py-0.5">
              <input
                type="checkbox"
                name="scopes"
                value={scope}
                defaultChecked
                className="size-4 accent-primary"
              />
              {scopeMeanings[scope]}
            </label>
          ))}
          {errors.scopes && (
            <p id={`${id}-scopes`} className="mt-1 text-[13px] text-bad">
              {errors.scopes}
            </p>
          )}
        </fieldset>
        <Field
          label="Days until it expires"
          name="days"
          type="number"
          inputMode="numeric"
          min={1}
          max={tokenDays.most}
          defaultValue={tokenDays.default}
          error={errors.days}
        />
        <p className="text-[13px] text-text-2">
          It acts for you, with the role you have when it is used (now {roleLabels[role]}), within its scopes.
        </p>
      </form>
    </Dialog>
  );
}

"use client";

import { useId, useState } from "react";
import { Field } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import { drawFormKey } from "@/components/ui/form-key";
import { type Role, roleLabels, type Scope, scopes } from "@/lib/auth/permissions";
import { tokenDays } from "@/lib/tokens/view";
import type { ActionResult } from "@/lib/web/result";

type NewToken = { name: string; scopes: Scope[]; days: number };

export type CreateTokenAction = (
  input: NewToken & { idempotencyKey: string },
) => Promise<ActionResult<{ token: string }>>;

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
  const [idempotencyKey] = useState(drawFormKey);
  return (
    <FormDialog
      title="New token"
      submitLabel="Create token"
      submit={(given) => create({ ...tokenFrom(given), idempotencyKey })}
      lost=", so it is not known whether the token was created. Press Create token again to see: no second one is made."
      onDone={({ token }, given) => onCreated(tokenFrom(given).name, token)}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Field label="Name" name="name" autoComplete="off" error={errors.name} />
          <Scopes error={errors.scopes} />
          <Field
            label="Days until it expires"
            name="days"
            type="number"
            inputMode="numeric"
            min={1}
            max={tokenDays.max}
            defaultValue={tokenDays.default}
            error={errors.days}
          />
          <p className="text-[13px] text-text-2">
            It acts for you, with the role you have when it is used (now {roleLabels[role]}), within its
            scopes.
          </p>
        </>
      )}
    </FormDialog>
  );
}

function Scopes({ error }: { error?: string | undefined }) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? id : undefined}>
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
      {error && (
        <p id={id} className="mt-1 text-[13px] text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** Days left empty are none, which the server refuses in words. */
function tokenFrom(given: FormData): NewToken {
  return {
    name: String(given.get("name")).trim(),
    scopes: scopes.filter((scope) => given.getAll("scopes").includes(scope)),
    days: Number(given.get("days")),
  };
}

"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import type { ActionResult } from "@/lib/web/result";
import { type FieldRow, FieldRows } from "./field-rows";
import { formErrors, noErrors } from "./form-errors";

export type Mapping = { fieldname: string; text?: string; value: string };
export type Entered = { processName: string; Status: string; FieldsMappings: Mapping[] };

type Props<T> = {
  /** Undefined while a process name is still to be chosen, else the instance's own. */
  processName?: string;
  processNames?: string[];
  status?: string;
  fields?: { name: string; text: string; value: string }[];
  submitLabel: string;
  submit: (entered: Entered) => Promise<ActionResult<T>>;
  onDone: (value: T) => void;
  onCancel: () => void;
};

/** Creates or edits an instance; what was typed stays until it is saved. */
export function InstanceForm<T>({
  processName,
  processNames = [],
  status = "",
  fields = [],
  submitLabel,
  submit,
  onDone,
  onCancel,
}: Props<T>) {
  const [rows, setRows] = useState<FieldRow[]>(() =>
    fields.map(({ name, value, text }, key) => ({ key, name, value, text: text === value ? "" : text })),
  );
  const [errors, setErrors] = useState(noErrors);
  const [pending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const given = new FormData(event.currentTarget);
    setPending(true);
    const result = await submit({
      processName: processName ?? String(given.get("processName")),
      Status: String(given.get("status")),
      FieldsMappings: rows.map(({ name, text, value }) => ({
        fieldname: name,
        ...(text === "" ? {} : { text }),
        value,
      })),
    }).catch(() => null);
    if (result?.ok) return onDone(result.value);
    setPending(false);
    const away = "Callboard could not be reached. What you typed is kept; try again.";
    setErrors(formErrors(result?.errors ?? [], result?.message ?? away));
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };

  return (
    <form ref={form} onSubmit={send} noValidate className="flex max-w-3xl flex-col gap-4 p-4">
      {errors.general.map((problem) => (
        <Note key={problem} tone="bad">
          {problem}
        </Note>
      ))}
      {processName === undefined && (
        <>
          <Field
            label="Process name"
            name="processName"
            list="process-names"
            autoComplete="off"
            hint="Letters, digits, spaces and - _ . ; the instance is numbered within its process."
            error={errors.processName}
            autoFocus
          />
          <datalist id="process-names">
            {processNames.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
      <Field label="Status" name="status" defaultValue={status} autoComplete="off" error={errors.status} />
      <FieldRows rows={rows} onChange={setRows} errors={errors.fields} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" aria-busy={pending} disabled={pending}>
          {pending && <Spinner />}
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}

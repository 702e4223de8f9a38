"use client";

import { useState } from "react";
import { ActionForm, type Sent, SubmitButton } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import type { FormAction } from "@/lib/web/result";
import { type FieldRow, FieldRows } from "./field-rows";
import { formErrors } from "./form-errors";
import { keptInstance } from "./kept-instance";

type EditedInstance = {
  instanceID: string;
  version: number;
  status: string;
  fields: { name: string; text: string; value: string }[];
};

type Props = {
  action: FormAction;
  submitLabel: string;
  /** The instance to edit; without one, a new one is made. */
  instance?: EditedInstance;
  /** To choose from for a new one. */
  processNames?: string[];
  /** Of a new one, so that the form, sent again, makes no second. */
  idempotencyKey?: string;
  onDone?: () => void;
  onCancel: () => void;
};

const lostNew = ". What you typed is kept; try again: no second instance is created.";

/** Creates or edits an instance; what was typed stays until it is saved. */
export function InstanceForm({ action, submitLabel, onDone, onCancel, ...shown }: Props) {
  return (
    <ActionForm
      action={action}
      lost={shown.instance ? ". What you typed is kept; try again." : lostNew}
      keep={keptInstance(shown.instance?.instanceID)}
      onDone={onDone}
      noValidate
      className="flex max-w-3xl flex-col gap-4 p-4"
    >
      {(sent) => (
        <>
          <Inputs sent={sent} {...shown} />
          <div className="flex justify-end gap-2">
            <Button onClick={onCancel} className="noscript:hidden">
              Cancel
            </Button>
            <SubmitButton pending={sent.pending}>{submitLabel}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}

type InputsProps = Pick<Props, "instance" | "processNames" | "idempotencyKey"> & { sent: Sent<void> };

function Inputs({
  sent: { problems, typed, isKept },
  instance,
  processNames = [],
  idempotencyKey,
}: InputsProps) {
  // A conflict is judged against what the person started from, whatever is refreshed meanwhile.
  const [start] = useState(instance);
  const [rows, setRows] = useState<FieldRow[]>(() => rowsTyped(typed) ?? rowsOf(instance));
  const errors = formErrors(problems);
  return (
    <>
      {errors.general.map((problem) => (
        <Note key={problem} tone="bad">
          {problem}
        </Note>
      ))}
      {start ? (
        <>
          <input type="hidden" name="instanceID" value={start.instanceID} />
          <input type="hidden" name="version" value={(isKept && typed.version?.[0]) || start.version} />
        </>
      ) : (
        <>
          <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
          <Field
            label="Process name"
            name="processName"
            list="process-names"
            autoComplete="off"
            hint="Letters, digits, spaces and - _ . ; the instance is numbered within its process."
            defaultValue={typed.processName?.[0]}
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
      <Field
        label="Status"
        name="status"
        defaultValue={typed.status?.[0] ?? start?.status}
        autoComplete="off"
        error={errors.status}
      />
      <FieldRows rows={rows} onChange={setRows} errors={errors.fields} />
    </>
  );
}

function rowsOf(instance: EditedInstance | undefined): FieldRow[] {
  const fields = instance?.fields ?? [];
  return fields.map(({ name, value, text }, key) => ({ key, name, value, text: text === value ? "" : text }));
}

/** The rows that a page without scripts was posted with, but those left empty at the end. */
function rowsTyped({ fieldname, value, text }: Record<string, string[]>): FieldRow[] | undefined {
  const rows = fieldname?.map((name, key) => ({
    key,
    name,
    value: value?.[key] ?? "",
    text: text?.[key] ?? "",
  }));
  const last = rows?.findLastIndex(({ name, value, text }) => name + value + text !== "") ?? -1;
  return rows?.slice(0, last + 1);
}

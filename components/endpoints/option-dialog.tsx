"use client";

import { useId } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { inputClass } from "@/components/ui/input-class";
import type { ActionResult } from "@/lib/web/result";

/** One text of an option: a line, or several where `rows` says so. */
type OptionField<Name extends string> = {
  name: Name;
  label: string;
  value: string;
  hint: string;
  placeholder?: string;
  rows?: number;
};

export type OptionProps<Name extends string> = {
  endpointID: string;
  title: string;
  fields: readonly OptionField<Name>[];
  save: (input: Record<Name | "endpointID", string>) => Promise<ActionResult<unknown>>;
};

/** Asks for what is set for one URL, such as its processes. */
export function OptionDialog<Name extends string>({
  endpointID,
  title,
  fields,
  save,
  onSaved,
  onClose,
}: OptionProps<Name> & { onSaved: () => void; onClose: () => void }) {
  return (
    <FormDialog
      title={title}
      submitLabel="Save"
      lost=". It is not known whether this was saved. Your text is kept; press Save to try again."
      submit={(given) =>
        save({
          ...Object.fromEntries(fields.map(({ name }) => [name, String(given.get(name) ?? "")])),
          endpointID,
        } as Record<Name | "endpointID", string>)
      }
      onDone={onSaved}
      onClose={onClose}
    >
      {(errors, typed) =>
        fields.map((field) => (
          <OptionInput
            key={field.name}
            field={field}
            value={typed[field.name]?.[0] ?? field.value}
            error={errors[field.name]}
          />
        ))
      }
    </FormDialog>
  );
}

function OptionInput({
  field: { name, label, hint, rows, placeholder },
  value,
  error,
}: {
  field: OptionField<string>;
  value: string;
  error: string | undefined;
}) {
  const id = useId();
  const common = {
    id,
    name,
    placeholder,
    defaultValue: value,
    className: inputClass,
    autoComplete: "off",
    "aria-invalid": error ? (true as const) : undefined,
    "aria-describedby": `${id}-hint`,
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {rows === undefined ? <input {...common} /> : <textarea {...common} rows={rows} spellCheck={false} />}
      <p id={`${id}-hint`} className={`mt-1 text-[13px] ${error ? "text-bad" : "text-text-2"}`}>
        {error ?? hint}
      </p>
    </div>
  );
}

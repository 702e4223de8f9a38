"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { inputClass } from "@/components/ui/input-class";

/** A field while it is edited; `key` only tells rows apart. `text` is what people see instead of the value, if anything. */
export type FieldRow = { key: number; name: string; value: string; text: string };

type Props = {
  rows: FieldRow[];
  onChange: (rows: FieldRow[]) => void;
  /** What is wrong with a row, by its place. */
  errors: ReadonlyMap<number, string>;
};

const parts = [
  ["name", "fieldname", "Field name"],
  ["value", "value", "Value"],
  ["text", "text", "Display text (optional)"],
] as const;

/** Without scripts no row can be added: so many are there to begin with. */
const spareRows = [1, 2, 3, 4, 5];

/** The instance's fields, a row each, with buttons to add and remove. */
export function FieldRows({ rows, onChange, errors }: Props) {
  // A row that was just added takes the focus; those that were there from the start do not.
  const [added, setAdded] = useState<number | null>(null);
  const add = () => {
    const key = 1 + Math.max(0, ...rows.map((row) => row.key));
    setAdded(key);
    onChange([...rows, { key, name: "", value: "", text: "" }]);
  };
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Fields</legend>
      {rows.length === 0 && (
        <p className="mb-2 text-[13px] text-text-2 noscript:hidden">No fields yet. They are optional.</p>
      )}
      <ol className="flex flex-col gap-2">
        {rows.map((row, index) => (
          <li key={row.key}>
            <div className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[1fr_1.5fr_1fr_auto]">
              {parts.map(([part, name, label]) => (
                <input
                  key={part}
                  name={name}
                  // biome-ignore lint/a11y/noAutofocus: the person just asked for this row
                  autoFocus={part === "name" && row.key === added}
                  aria-label={`${label.replace(" (optional)", "")} of field ${index + 1}`}
                  aria-invalid={errors.has(index) || undefined}
                  aria-describedby={errors.has(index) ? `field-error-${row.key}` : undefined}
                  placeholder={label}
                  value={row[part]}
                  onChange={(event) =>
                    onChange(rows.map((one) => (one === row ? { ...one, [part]: event.target.value } : one)))
                  }
                  className={`${inputClass} ${part === "name" ? "" : "col-start-1 sm:col-start-auto"}`}
                />
              ))}
              <button
                type="button"
                aria-label={`Remove field ${index + 1}`}
                onClick={() => onChange(rows.filter((one) => one !== row))}
                className="col-start-2 row-start-1 self-center rounded-md p-1.5 text-text-2 hover:bg-surface-2 hover:text-text sm:col-start-4 noscript:hidden"
              >
                <X aria-hidden className="size-4" />
              </button>
            </div>
            {errors.has(index) && (
              <p id={`field-error-${row.key}`} className="mt-1 text-[13px] text-bad">
                {errors.get(index)}
              </p>
            )}
          </li>
        ))}
      </ol>
      <noscript>
        <p className="mt-2 mb-2 text-[13px] text-text-2">A field left empty is left out.</p>
        {spareRows.map((row) => (
          <div key={row} className="mb-2 grid gap-2 sm:grid-cols-[1fr_1.5fr_1fr]">
            {parts.map(([part, name, label]) => (
              <input
                key={part}
                name={name}
                aria-label={`${label.replace(" (optional)", "")} of field ${rows.length + row}`}
                placeholder={label}
                className={inputClass}
              />
            ))}
          </div>
        ))}
      </noscript>
      <Button size="s" onClick={add} className="mt-2 noscript:hidden">
        <Plus aria-hidden className="size-3.5" />
        Add field
      </Button>
    </fieldset>
  );
}

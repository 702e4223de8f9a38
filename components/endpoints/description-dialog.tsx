"use client";

import { useId } from "react";
import { Field } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import { inputClass } from "@/components/ui/input-class";
import {
  byDescriptionField,
  type Description,
  maxNameLength,
  maxNoteLength,
} from "@/lib/endpoints/description";
import type { DescribeEndpointInput } from "@/lib/endpoints/schema";
import type { ActionResult } from "@/lib/web/result";
import { keptDescription } from "./kept-description";

export type DescribeAction = (input: DescribeEndpointInput) => Promise<ActionResult<Description>>;

type Props = {
  endpointID: string;
  description: Description;
  save: DescribeAction;
  onSaved: () => void;
  onClose: () => void;
};

/** Asks for the name and the note of a URL. */
export function DescriptionDialog({ endpointID, description, save, onSaved, onClose }: Props) {
  const noteId = useId();
  return (
    <FormDialog
      title="Name and note"
      submitLabel="Save"
      lost=". It is not known whether this was saved. Your text is kept; press Save to try again."
      submit={(given) =>
        save({
          endpointID,
          ...byDescriptionField((field) => String(given.get(field) ?? "")),
        })
      }
      keep={keptDescription(endpointID)}
      onDone={onSaved}
      onClose={onClose}
    >
      {(errors, typed) => (
        <>
          <Field
            label="Name"
            name="name"
            defaultValue={typed.name?.[0] ?? description.name ?? ""}
            maxLength={maxNameLength}
            autoComplete="off"
            hint="Shown wherever this URL is listed, such as “CRM production”. It stays with the URL."
            {...(errors.name ? { error: errors.name } : {})}
          />
          <div>
            <label htmlFor={noteId} className="mb-1 block font-medium">
              Note
            </label>
            <textarea
              id={noteId}
              name="note"
              rows={4}
              defaultValue={typed.note?.[0] ?? description.note ?? ""}
              maxLength={maxNoteLength}
              className={inputClass}
              aria-invalid={errors.note ? true : undefined}
              aria-describedby={`${noteId}-hint`}
            />
            <p
              id={`${noteId}-hint`}
              className={`mt-1 text-[13px] ${errors.note ? "text-bad" : "text-text-2"}`}
            >
              {errors.note ?? "Who runs it, whom to ask. Everybody who may see callback URLs reads it."}
            </p>
          </div>
        </>
      )}
    </FormDialog>
  );
}

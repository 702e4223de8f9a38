"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, inputClass } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import { type Notice, Toast } from "@/components/ui/toast";
import {
  byDescriptionField,
  type Description,
  descriptionFields,
  maxNameLength,
  maxNoteLength,
} from "@/lib/endpoints/description";
import type { DescribeEndpointInput } from "@/lib/endpoints/schema";
import type { ActionResult } from "@/lib/web/result";

export type DescribeAction = (input: DescribeEndpointInput) => Promise<ActionResult<Description>>;

/** Opens the dialog in which a URL is given a name and a note. */
export function DescriptionButton({
  endpointID,
  description,
  save,
}: {
  endpointID: string;
  description: Description;
  save: DescribeAction;
}) {
  const [open, setOpen] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);
  const noteId = useId();
  return (
    <>
      <Button size="s" onClick={() => setOpen(true)}>
        {descriptionFields.every((field) => description[field] === null) ? "Name" : "Edit name and note"}
      </Button>
      {open && (
        <FormDialog
          title="Name and note"
          submitLabel="Save"
          lost="It is not known whether this was saved. Your text is kept; press Save to try again."
          submit={(given) =>
            save({
              endpointID,
              ...byDescriptionField((field) => String(given.get(field) ?? "")),
            })
          }
          onDone={() => {
            setOpen(false);
            setNotice({ tone: "ok", text: "Saved." });
          }}
          onClose={() => setOpen(false)}
        >
          {(errors) => (
            <>
              <Field
                label="Name"
                name="name"
                defaultValue={description.name ?? ""}
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
                  defaultValue={description.note ?? ""}
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
      )}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

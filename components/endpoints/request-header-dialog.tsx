"use client";

import { Field } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import { Note } from "@/components/ui/note";
import { maxHeaderNameLength } from "@/lib/callback/request-headers";
import type { SetRequestHeaderInput } from "@/lib/endpoints/header-schema";
import type { RequestHeaderView } from "@/lib/endpoints/view";
import type { ActionResult } from "@/lib/web/result";

export type SetHeaderAction = (input: SetRequestHeaderInput) => Promise<ActionResult<RequestHeaderView[]>>;

type Props = {
  endpointID: string;
  /** The header whose value is typed anew; null for one that is added. */
  header: string | null;
  /** The URL is `http://`. */
  readable: boolean;
  set: SetHeaderAction;
  onSaved: (name: string) => void;
  onClose: () => void;
};

/** Asks for a header and its value. What is typed as a value is kept nowhere in the browser. */
export function RequestHeaderDialog({ endpointID, header, readable, set, onSaved, onClose }: Props) {
  const nameOf = (given: FormData) => (header ?? String(given.get("name") ?? "")).trim();
  return (
    <FormDialog
      title={header === null ? "Add a request header" : `Change ${header}`}
      submitLabel="Save"
      lost=". It is not known whether this was saved. Press Save to try again."
      submit={(given) => set({ endpointID, name: nameOf(given), value: String(given.get("value") ?? "") })}
      onDone={(_, given) => onSaved(nameOf(given))}
      onClose={onClose}
    >
      {(errors) => (
        <>
          {header === null && (
            <Field
              label="Name"
              name="name"
              maxLength={maxHeaderNameLength}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              placeholder="example: Authorization"
              error={errors.name}
            />
          )}
          <Field
            label={header === null ? "Value" : "New value"}
            name="value"
            type="password"
            autoComplete="new-password"
            hint="Sent with every callback from the moment this is saved. It is never shown again."
            error={errors.value ?? (header === null ? undefined : errors.name)}
          />
          {readable && (
            <Note tone="warn" announced={false}>
              This URL begins with http://: whoever is on the way can read the value.
            </Note>
          )}
        </>
      )}
    </FormDialog>
  );
}

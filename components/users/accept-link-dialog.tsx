"use client";

import { Field } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { LinkRequestView } from "@/lib/users/view";
import type { ActionResult } from "@/lib/web/result";

type Accepted = { issuer: string; subject: string; email: string; code: string };
export type AcceptAction = (input: Accepted) => Promise<ActionResult<void>>;

/** Asks for the code that whoever signed in sees: so the administrator has spoken with them. */
export function AcceptLinkDialog({
  request: { issuer, subject, email, user },
  provider,
  accept,
  onClose,
  onAccepted,
}: {
  request: LinkRequestView;
  provider: string;
  accept: AcceptAction;
  onClose: () => void;
  onAccepted: () => void;
}) {
  const who = user?.name ?? email;
  return (
    <FormDialog
      title={`Let ${who} sign in with ${provider}?`}
      submitLabel="Accept"
      submit={(given) => accept({ issuer, subject, email, code: String(given.get("code")) })}
      lost=", so it is not known whether they were accepted. Reload the page to see."
      onDone={onAccepted}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <p className="break-words text-text-2">
            Call {who} by a number you know, or go there. Callboard has shown a code to whoever signed in.
            Accept only if {who} reads that code to you: from then on that person is {who} here
            {user ? ", with this account’s role, for good" : ", a new User"}.
          </p>
          <Field label="The code they read to you" name="code" autoComplete="off" error={errors.code} />
        </>
      )}
    </FormDialog>
  );
}

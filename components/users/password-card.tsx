"use client";

import { useState } from "react";
import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { type Notice, Toast } from "@/components/ui/toast";
import type { PasswordOwner } from "@/lib/auth/password-rules";
import type { FormAction } from "@/lib/web/result";
import { NewPasswordField } from "./new-password-field";

/** Changes one's own password. */
export function PasswordCard({ owner, change }: { owner: PasswordOwner; change: FormAction }) {
  return (
    <Card title="Password">
      <ActionForm
        action={change}
        lost=". Whether the password was changed is not known."
        noValidate
        className="flex flex-col gap-4 p-4"
      >
        {({ errors, state, pending }) => (
          <>
            <Field
              label="Current password"
              name="present"
              type="password"
              autoComplete="current-password"
              error={errors.present}
              required
            />
            <NewPasswordField
              label="New password"
              name="next"
              owner={() => owner}
              error={errors.next}
              pending={pending}
            />
            <p className="text-[13px] text-text-2">You stay signed in here; your other sessions end.</p>
            <SubmitButton pending={pending} className="self-start">
              Change password
            </SubmitButton>
            {state?.ok && <Changed />}
          </>
        )}
      </ActionForm>
    </Card>
  );
}

const changed: Notice = { tone: "ok", text: "The password is changed. Your other sessions have ended." };

function Changed() {
  const [notice, setNotice] = useState<Notice | null>(changed);
  return <Toast notice={notice} onDismiss={() => setNotice(null)} />;
}

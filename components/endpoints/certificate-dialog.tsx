"use client";

import { useId } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { inputClass } from "@/components/ui/input-class";
import type { SetCertificateInput } from "@/lib/endpoints/certificate-schema";
import type { ClientCertificateView } from "@/lib/endpoints/certificate-view";
import type { ActionResult } from "@/lib/web/result";

export type SetCertificateAction = (
  input: SetCertificateInput,
) => Promise<ActionResult<ClientCertificateView | null>>;

type Props = {
  endpointID: string;
  /** There is one already. */
  replaces: boolean;
  set: SetCertificateAction;
  onSaved: () => void;
  onClose: () => void;
};

/** Asks for a client certificate and its key. What is typed is kept nowhere in the browser. */
export function CertificateDialog({ endpointID, replaces, set, onSaved, onClose }: Props) {
  const typedIn = (given: FormData, name: string) => String(given.get(name) ?? "");
  return (
    <FormDialog
      title={replaces ? "Replace the client certificate" : "Set a client certificate"}
      submitLabel="Save"
      lost=". It is not known whether this was saved. Press Save to try again."
      submit={(given) =>
        set({ endpointID, certificate: typedIn(given, "certificate"), key: typedIn(given, "key") })
      }
      onDone={onSaved}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Pem
            label="Certificate (PEM)"
            name="certificate"
            hint="The certificate first, then those of its chain that the service needs."
            placeholder="-----BEGIN CERTIFICATE-----"
            error={errors.certificate}
          />
          <Pem
            label="Private key (PEM)"
            name="key"
            hint="Without a passphrase. It is stored encrypted here and never shown again."
            placeholder="-----BEGIN PRIVATE KEY-----"
            error={errors.key}
            hidden
          />
        </>
      )}
    </FormDialog>
  );
}

function Pem({
  label,
  name,
  hint,
  placeholder,
  error,
  hidden = false,
}: {
  label: string;
  name: string;
  hint: string;
  placeholder: string;
  error: string | undefined;
  /** What is typed shows as dots. */
  hidden?: boolean;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        name={name}
        rows={5}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        className={`${inputClass} font-mono text-[12.5px] break-all ${hidden ? "not-placeholder-shown:[-webkit-text-security:disc]" : ""}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
      />
      <p id={`${id}-hint`} className="mt-1 text-[13px] text-text-2">
        {hint}
      </p>
      {error && (
        <p id={`${id}-error`} className="mt-1 text-[13px] text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

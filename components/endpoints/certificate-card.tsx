"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Help } from "@/components/ui/help";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { ClientCertificateView } from "@/lib/endpoints/certificate-view";
import type { ActionResult } from "@/lib/web/result";
import type { SetCertificateAction } from "./certificate-dialog";

type RemoveCertificateAction = (input: {
  endpointID: string;
}) => Promise<ActionResult<ClientCertificateView | null>>;

const fetchDialog = () => import("./certificate-dialog");

type Props = {
  endpointID: string;
  url: string;
  /** What is shown of the certificate; null where there is none. */
  children: ReactNode;
  set: SetCertificateAction;
  remove: RemoveCertificateAction;
};

/** The client certificate that calls to this URL have. */
export function CertificateCard({ endpointID, url, children, set, remove }: Props) {
  const [typing, setTyping] = useState(false);
  const [asking, setAsking] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);
  const close = () => setTyping(false);
  const [code, lost] = useDialogCode(fetchDialog, typing, close);
  const [runRemove, busy] = useAction(remove);
  const [removed, setRemoved] = useState(0);
  const setButton = useRef<HTMLButtonElement>(null);
  // The button that asked is gone with the certificate.
  useEffect(() => {
    if (removed > 0) setButton.current?.focus();
  }, [removed]);

  const removeNow = () =>
    runRemove({ endpointID }, (result) => {
      setAsking(false);
      if (result.ok) setRemoved((count) => count + 1);
      setNotice(noticeOf(result, () => "Removed. Calls go without a client certificate from now on."));
    });
  const hasOne = children !== null;
  const isSecure = /^https:/i.test(url);
  return (
    <Card title="Client certificate" aside={<CertificateHelp />}>
      <div className="px-4 py-3">
        {children ?? (
          <p className="text-text-2">
            {isSecure
              ? "None. Set one where the service asks its callers for a certificate (mutual TLS)."
              : "None. Only a URL that begins with https:// can have one."}
          </p>
        )}
        {(isSecure || hasOne) && (
          <div className="mt-3 flex flex-wrap gap-2">
            <Button ref={setButton} size="s" onClick={() => setTyping(true)}>
              {hasOne ? "Replace" : "Set certificate"}
              {hasOne && <span className="sr-only"> the client certificate</span>}
            </Button>
            {hasOne && (
              <Button size="s" onClick={() => setAsking(true)}>
                Remove<span className="sr-only"> the client certificate</span>
              </Button>
            )}
          </div>
        )}
      </div>
      {typing && code && (
        <code.CertificateDialog
          endpointID={endpointID}
          replaces={hasOne}
          set={set}
          onSaved={() => {
            close();
            setNotice({ tone: "ok", text: "Saved. Calls have this certificate from now on." });
          }}
          onClose={close}
        />
      )}
      {lost}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Remove the client certificate?"
        description="Calls go without one from then on, and a service that requires it refuses them. Certificate and key are deleted; to have them back, they must be entered again."
        confirm="Remove"
        pending={busy}
        onConfirm={removeNow}
      />
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </Card>
  );
}

function CertificateHelp() {
  return (
    <Help about="Client certificate">
      <p>
        With it Callboard says who it is in the TLS handshake of every call and test to this URL. Its
        connections serve no other URL.
      </p>
      <p className="mt-2">
        Certificate and key are stored encrypted, and the key is shown to nobody. Two weeks before the
        certificate expires, and once it has, this page, Developer resources and a notice say so.
      </p>
    </Help>
  );
}

"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { visibleText } from "@/components/ui/visible-text";
import { counted } from "@/lib/plural";
import type { LinkRequestView } from "@/lib/users/view";
import type { ActionResult } from "@/lib/web/result";
import { type AcceptAction, AcceptLinkDialog } from "./accept-link-dialog";

type Props = {
  /** What the single sign-on provider is called. */
  provider: string;
  requests: LinkRequestView[];
  accept: AcceptAction;
  refuse: (input: { issuer: string; subject: string }) => Promise<ActionResult<void>>;
};

/** Who signed in with a provider that does not say whose the email is, and waits for an administrator's word. */
export function LinkRequests({ provider, requests, accept, refuse }: Props) {
  const [accepting, setAccepting] = useState<LinkRequestView | null>(null);
  const [refusing, setRefusing] = useState<LinkRequestView | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [run, pending] = useAction(refuse);

  const refuseNow = ({ issuer, subject, email }: LinkRequestView) =>
    run({ issuer, subject }, (result) => {
      setRefusing(null);
      setNotice(noticeOf(result, () => `The request of ${email} is refused.`));
    });

  return (
    <>
      {requests.length > 0 && (
        <Card title={counted(requests.length, "request to sign in", "requests to sign in")} className="mb-4">
          <p className="border-b border-line px-4 py-3 text-text-2">
            {provider} does not say whether these emails belong to who signed in with them. Accept only whom
            you have spoken with.
          </p>
          <ul className="divide-y divide-line">
            {requests.map((request) => (
              <li
                key={`${request.issuer} ${request.subject}`}
                className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3"
              >
                <div className="min-w-0 flex-1 basis-64 break-words">
                  <p className="font-medium break-all">{request.email}</p>
                  <p className="text-[12.5px] text-text-2">{becomes(request)}</p>
                  <p className="text-[12.5px] text-text-2">
                    {request.name !== null && <>Calls themselves “{request.name}” · </>}
                    <RelativeTime at={request.requestedAt} />
                    {" · "}
                    {provider}’s user <span className="break-all">{visibleText(request.subject)}</span>
                  </p>
                </div>
                <span className="inline-flex gap-2">
                  <Button
                    size="s"
                    onClick={() => setAccepting(request)}
                    aria-label={`Accept ${request.email}`}
                  >
                    Accept
                  </Button>
                  <Button
                    size="s"
                    disabled={pending}
                    onClick={() => setRefusing(request)}
                    aria-label={`Refuse ${request.email}`}
                  >
                    Refuse
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {accepting && (
        <AcceptLinkDialog
          request={accepting}
          provider={provider}
          accept={accept}
          onClose={() => setAccepting(null)}
          onAccepted={() => {
            setNotice({ tone: "ok", text: `${accepting.email} can sign in with ${provider} now.` });
            setAccepting(null);
          }}
        />
      )}
      {refusing && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setRefusing(null)}
          title={`Refuse ${refusing.email}?`}
          description={`No account changes. Signing in with ${provider} again makes a new request.`}
          confirm="Refuse"
          pending={pending}
          onConfirm={() => refuseNow(refusing)}
        />
      )}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

function becomes({ user }: LinkRequestView): string {
  if (user === null) return "Nobody has this email yet: they would become a new User.";
  return `They would become ${user.name}, with that account’s role${user.disabled ? "; it is disabled" : ""}.`;
}

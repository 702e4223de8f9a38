"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Help } from "@/components/ui/help";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import { maskedValue, maxRequestHeaders } from "@/lib/callback/request-headers";
import type { RequestHeaderView } from "@/lib/endpoints/view";
import type { ActionResult } from "@/lib/web/result";
import type { SetHeaderAction } from "./request-header-dialog";

type RemoveHeaderAction = (input: {
  endpointID: string;
  name: string;
}) => Promise<ActionResult<RequestHeaderView[]>>;

const fetchDialog = () => import("./request-header-dialog");

type Props = {
  endpointID: string;
  url: string;
  headers: RequestHeaderView[];
  set: SetHeaderAction;
  remove: RemoveHeaderAction;
};

/** The headers that go with every callback to this URL: which there are, and since when each has its value. */
export function RequestHeadersCard({ endpointID, url, headers, set, remove }: Props) {
  /** Whose value is typed; a name of null is a header to be added. */
  const [typing, setTyping] = useState<{ name: string | null } | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const close = () => setTyping(null);
  const [code, lost] = useDialogCode(fetchDialog, typing !== null, close);
  const [runRemove, busy] = useAction(remove);
  const [removed, setRemoved] = useState(0);
  const add = useRef<HTMLButtonElement>(null);
  // The button that asked is gone with its header.
  useEffect(() => {
    if (removed > 0) add.current?.focus();
  }, [removed]);

  const removeNow = (name: string) =>
    runRemove({ endpointID, name }, (result) => {
      setRemoving(null);
      if (result.ok) setRemoved((count) => count + 1);
      setNotice(noticeOf(result, () => `${name} removed. Callbacks go without it from now on.`));
    });
  const full = headers.length >= maxRequestHeaders;
  return (
    <Card title="Request headers" aside={<HeadersHelp />}>
      <div className="px-4 py-3">
        {headers.length === 0 ? (
          <p className="text-text-2">
            None of its own. Add what the service asks for, such as an Authorization header.
          </p>
        ) : (
          <ul className="grid gap-2.5">
            {headers.map(({ name, changedAt }) => (
              <li key={name}>
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <code className="min-w-0 text-[12.5px] break-all">
                    {name}: <span aria-hidden>{maskedValue}</span>
                    <span className="sr-only">its value is hidden</span>
                  </code>
                </span>
                <span className="mt-0.5 flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
                  <span className="text-[12.5px] text-text-2">
                    set <RelativeTime at={changedAt} />
                  </span>
                  <span className="flex gap-1">
                    <Button size="s" onClick={() => setTyping({ name })} aria-label={`Change ${name}`}>
                      Change
                    </Button>
                    <Button size="s" onClick={() => setRemoving(name)} aria-label={`Remove ${name}`}>
                      Remove
                    </Button>
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <Button ref={add} size="s" disabled={full} onClick={() => setTyping({ name: null })}>
            Add header
          </Button>
          {full && (
            <span className="text-[12.5px] text-text-2">A URL can have {maxRequestHeaders} of its own.</span>
          )}
        </div>
      </div>
      {typing && code && (
        <code.RequestHeaderDialog
          endpointID={endpointID}
          header={typing.name}
          readable={/^http:/i.test(url)}
          set={set}
          onSaved={(name) => {
            close();
            setNotice({ tone: "ok", text: `${name} saved. Callbacks carry it from now on.` });
          }}
          onClose={close}
        />
      )}
      {lost}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={`Remove ${removing ?? ""}?`}
        description="Callbacks go without it from then on, those that wait included. Its value is deleted; to have it back, it must be typed again."
        confirm="Remove"
        pending={busy}
        onConfirm={() => removing !== null && removeNow(removing)}
      />
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </Card>
  );
}

function HeadersHelp() {
  return (
    <Help about="Request headers">
      <p>
        They go with every callback and test to this URL, beside those that Callboard sends itself. The
        signature does not cover them.
      </p>
      <p className="mt-2">
        Values are secrets: stored encrypted, shown to nobody, and masked in the log of deliveries. To change
        one, type it anew. Headers that frame a message or belong to the connection are refused.
      </p>
    </Help>
  );
}

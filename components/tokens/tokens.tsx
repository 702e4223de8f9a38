"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Dialog } from "@/components/ui/lazy-dialog";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { Role } from "@/lib/auth/permissions";
import type { TokenView } from "@/lib/tokens/view";
import type { ActionResult } from "@/lib/web/result";
import { CurlExample } from "./curl-example";
import { type CreateTokenAction, NewTokenDialog } from "./new-token-dialog";
import { TokenTable } from "./token-table";

type Props = {
  tokens: TokenView[];
  /** The reader. */
  self: string | null;
  role: Role;
  appUrl: string;
  create: CreateTokenAction;
  revoke: (input: { tokenID: string }) => Promise<ActionResult<void>>;
};

const intro = "Programs use the API with a token: it acts with its owner's role, within its scopes.";

/** Tokens of the API: made here, shown once, revoked at once. */
export function Tokens({ tokens, self, role, appUrl, create, revoke }: Props) {
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const [run, pending] = useAction(revoke);
  const [notice, setNotice] = useState<Notice | null>(null);

  const confirmRevoke = ({ tokenID, name }: TokenView) =>
    run({ tokenID }, (result) => {
      setRevoking(null);
      setNotice(noticeOf(result, () => `${name} is revoked. Its next request is refused.`));
    });

  return (
    <>
      <PageHeader
        title="API tokens"
        actions={
          <Button variant="primary" onClick={() => setMaking(true)}>
            <KeyRound aria-hidden className="size-4" />
            New token
          </Button>
        }
      >
        {intro}
      </PageHeader>
      <Card>
        {tokens.length === 0 ? (
          <EmptyState title="No token yet">
            <p className="mb-3">
              With a token another program creates and changes process instances, reads deliveries, or sets
              callback URLs, for example from a build or a script:
            </p>
            <CurlExample appUrl={appUrl} />
          </EmptyState>
        ) : (
          <TokenTable tokens={tokens} self={self} onRevoke={setRevoking} />
        )}
      </Card>
      {making && (
        <NewTokenDialog
          role={role}
          create={create}
          onClose={() => setMaking(false)}
          onCreated={(name, token) => {
            setMaking(false);
            setMade({ name, token });
          }}
        />
      )}
      {made && (
        <Dialog
          open
          onOpenChange={(open) => !open && setMade(null)}
          title={`Token ${made.name}`}
          footer={
            <Button variant="primary" onClick={() => setMade(null)}>
              Done
            </Button>
          }
        >
          <Note tone="warn">Copy it now: it is shown only this once and cannot be shown again.</Note>
          <p className="mt-3 flex items-start gap-2 rounded-lg bg-surface-2 px-3 py-2">
            <code className="min-w-0 flex-1 break-all">{made.token}</code>
            <CopyButton text={made.token} label="Copy the token" />
          </p>
          <p className="mt-4 mb-1 text-text-2">To try it:</p>
          <CurlExample appUrl={appUrl} token={made.token} />
        </Dialog>
      )}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={`Revoke ${revoking?.name ?? "this token"}?`}
        description="Whatever uses it is refused from its next request on. This cannot be undone; a new token can be made."
        confirm="Revoke"
        pending={pending}
        onConfirm={() => revoking && confirmRevoke(revoking)}
      />
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

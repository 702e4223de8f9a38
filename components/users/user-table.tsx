"use client";

import { UserPlus } from "lucide-react";
import { useCallback, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Toast } from "@/components/ui/toast";
import type { AccountView } from "@/lib/users/view";
import type { ActionResult } from "@/lib/web/result";
import type { Confirmation, UserActions } from "./confirmations";
import { type CreateAction, NewUserDialog } from "./new-user-dialog";
import { UserRow } from "./user-row";

type Props = {
  users: AccountView[];
  /** The reader's own userID. */
  self: string | null;
  /** What the single sign-on provider is called; null where there is none. */
  provider: string | null;
  create: CreateAction;
  actions: UserActions;
};

const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";

/** All users, with what an administrator may do to each. Changes of what a user can do are confirmed first. */
export function UserTable({ users, self, provider, create, actions }: Props) {
  const [adding, setAdding] = useState(false);
  const [confirmation, setConfirmation] = useState<(Confirmation & { email: string }) | null>(null);
  const [pending, setPending] = useState(false);
  const [notice, setNotice] = useState<{ tone: "ok" | "bad"; text: string } | null>(null);
  const [password, setPassword] = useState<{ email: string; text: string } | null>(null);
  const dismiss = useCallback(() => setNotice(null), []);

  const run = async <T,>(work: Promise<ActionResult<T>>, done: string | null): Promise<T | null> => {
    setPending(true);
    const result = await work.catch(() => null);
    setPending(false);
    setConfirmation(null);
    if (result?.ok) setNotice(done === null ? null : { tone: "ok", text: done });
    else setNotice({ tone: "bad", text: result?.message ?? "Callboard could not be reached. Try again." });
    return result?.ok ? result.value : null;
  };
  const answer = async ({ act, done, email }: Confirmation & { email: string }) => {
    const value = await run<unknown>(act(actions), done);
    if (isPassword(value)) setPassword({ email, text: value.password });
  };

  return (
    <>
      <Card
        title={`${users.length} user${users.length === 1 ? "" : "s"}`}
        aside={
          <Button size="s" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden className="size-3.5" />
            New user
          </Button>
        }
      >
        <table className="block w-full md:table md:table-fixed">
          <thead className="hidden border-b border-line md:table-header-group">
            <tr>
              <th className={head}>Name</th>
              <th className={`${head} w-44`}>Role</th>
              <th className={`${head} w-32`}>State</th>
              <th className={`${head} w-32`}>Last sign-in</th>
              <th className={`${head} w-64`}>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody className="block md:table-row-group">
            {users.map((user) => {
              const { email, name } = user;
              return (
                <UserRow
                  key={user.userID}
                  user={user}
                  isSelf={user.userID === self}
                  provider={provider}
                  pending={pending}
                  ask={(wanted) => setConfirmation({ ...wanted, email })}
                  enable={() =>
                    void run(actions.setDisabled({ email, disabled: false }), `${name} is enabled.`)
                  }
                  stopLinking={() =>
                    void run(
                      actions.setLinkAllowed({ email, allowed: false }),
                      `${name} can no longer be linked.`,
                    )
                  }
                />
              );
            })}
          </tbody>
        </table>
      </Card>
      {adding && (
        <NewUserDialog
          create={create}
          onClose={() => setAdding(false)}
          onCreated={(email, text) => {
            setAdding(false);
            setPassword({ email, text });
          }}
        />
      )}
      {confirmation && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setConfirmation(null)}
          title={confirmation.title}
          description={confirmation.description}
          confirm={confirmation.confirm}
          tone={confirmation.tone}
          pending={pending}
          onConfirm={() => void answer(confirmation)}
        />
      )}
      {password && <PasswordOnce {...password} onDone={() => setPassword(null)} />}
      {notice && (
        <Toast tone={notice.tone} onDismiss={dismiss}>
          {notice.text}
        </Toast>
      )}
    </>
  );
}

function isPassword(value: unknown): value is { password: string } {
  return typeof value === "object" && value !== null && "password" in value;
}

/** Shows a generated password once, for the administrator to pass on. */
function PasswordOnce({ email, text, onDone }: { email: string; text: string; onDone: () => void }) {
  const footer = (
    <Button variant="primary" onClick={onDone}>
      Done
    </Button>
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onDone()} title="Password" footer={footer}>
      <p className="text-text-2">
        The password of <span className="break-all">{email}</span>. It is shown only now: pass it on by a way
        you trust. They can change it under Account.
      </p>
      <p className="mt-3 flex items-center gap-2">
        <code className="rounded-lg bg-surface-2 px-3 py-1.5 break-all">{text}</code>
        <CopyButton text={text} label="Copy the password" />
      </p>
    </Dialog>
  );
}

"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/lazy-dialog";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { counted } from "@/lib/plural";
import type { AccountView } from "@/lib/users/view";
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

/** What is done at once, or once it is confirmed. */
type Change = Pick<Confirmation, "act" | "done"> & { email: string };

const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";

/** All users, with what an administrator may do to each. Changes of what a user can do are confirmed first. */
export function UserTable({ users, self, provider, create, actions }: Props) {
  const [adding, setAdding] = useState(false);
  const [confirmation, setConfirmation] = useState<(Confirmation & { email: string }) | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [password, setPassword] = useState<{ email: string; text: string } | null>(null);
  const [begin, pending] = useAction((act: Confirmation["act"]) => act(actions));

  const run = ({ act, done, email }: Change) =>
    begin(act, (result) => {
      setConfirmation(null);
      setNotice(result.ok && done === null ? null : noticeOf(result, () => done ?? ""));
      if (result.ok && isPassword(result.value)) setPassword({ email, text: result.value.password });
    });

  return (
    <>
      <Card
        title={counted(users.length, "user", "users")}
        aside={
          <Button size="s" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden className="size-3.5" />
            New user
          </Button>
        }
      >
        <UserRows
          {...{ users, self, provider, pending, run }}
          ask={(user, wanted) => setConfirmation({ ...wanted, email: user.email })}
        />
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
          onConfirm={() => run(confirmation)}
        />
      )}
      {password && <PasswordOnce {...password} onDone={() => setPassword(null)} />}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

type RowsProps = Pick<Props, "users" | "self" | "provider"> & {
  pending: boolean;
  ask: (user: AccountView, confirmation: Confirmation) => void;
  run: (change: Change) => void;
};

function UserRows({ users, self, provider, pending, ask, run }: RowsProps) {
  return (
    <div className="@container">
      <table className="block w-full @4xl:table @4xl:table-fixed">
        <thead className="hidden border-b border-line @4xl:table-header-group">
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
        <tbody className="block @4xl:table-row-group">
          {users.map((user) => {
            const { email, name } = user;
            return (
              <UserRow
                key={user.userID}
                user={user}
                isSelf={user.userID === self}
                provider={provider}
                pending={pending}
                ask={(confirmation) => ask(user, confirmation)}
                enable={() =>
                  run({
                    act: ({ setDisabled }) => setDisabled({ email, disabled: false }),
                    done: `${name} is enabled.`,
                    email,
                  })
                }
                stopLinking={() =>
                  run({
                    act: ({ setLinkAllowed }) => setLinkAllowed({ email, allowed: false }),
                    done: `${name} can no longer be linked.`,
                    email,
                  })
                }
              />
            );
          })}
        </tbody>
      </table>
    </div>
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

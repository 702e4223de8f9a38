"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Ago } from "@/components/ui/ago";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { inputClass } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Pill } from "@/components/ui/pill";
import { type Role, roleLabels, roles } from "@/lib/auth/permissions";
import type { UserView } from "@/lib/users/view";
import type { ActionResult } from "@/lib/web/result";
import { type CreateAction, NewUserDialog } from "./new-user-dialog";

type Props = {
  users: UserView[];
  /** The reader's own userID. */
  self: string | null;
  create: CreateAction;
  setRole: (input: { email: string; role: Role }) => Promise<ActionResult<void>>;
  setDisabled: (input: { email: string; disabled: boolean }) => Promise<ActionResult<void>>;
  resetPassword: (input: { email: string }) => Promise<ActionResult<{ password: string }>>;
};

type Question = { title: string; description: string; confirm: string; act: () => Promise<void> };

const cell = "block px-4 py-1 md:table-cell md:py-2.5";
const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";

/** Everybody, with what an administrator may do to each; whatever locks somebody out is asked first. */
export function People({ users, self, create, setRole, setDisabled, resetPassword }: Props) {
  const [adding, setAdding] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [password, setPassword] = useState<{ email: string; text: string } | null>(null);

  const run = async <T,>(work: Promise<ActionResult<T>>): Promise<T | null> => {
    setPending(true);
    const result = await work.catch(() => null);
    setPending(false);
    setQuestion(null);
    setProblem(result?.ok ? null : (result?.message ?? "Callboard could not be reached. Try again."));
    return result?.ok ? result.value : null;
  };

  const askToDisable = ({ name, email }: UserView) =>
    setQuestion({
      title: `Disable ${name}?`,
      description:
        "They and their tokens are locked out at once. Nothing of theirs is deleted, and you can enable them again.",
      confirm: "Disable",
      act: async () => void (await run(setDisabled({ email, disabled: true }))),
    });
  const askToReset = ({ name, email }: UserView) =>
    setQuestion({
      title: `Reset the password of ${name}?`,
      description:
        "The present password stops working and all their sessions end. The new one is shown to you once.",
      confirm: "Reset password",
      act: async () => {
        const value = await run(resetPassword({ email }));
        if (value) setPassword({ email, text: value.password });
      },
    });

  return (
    <>
      {problem && (
        <div className="mb-4">
          <Note tone="bad">{problem}</Note>
        </div>
      )}
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
              <th className={`${head} w-28`}>State</th>
              <th className={`${head} w-32`}>Last sign-in</th>
              <th className={`${head} w-64`}>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody className="block md:table-row-group">
            {users.map((user) => (
              <tr
                key={user.userID}
                className="block border-b border-line py-2 last:border-0 md:table-row md:py-0"
              >
                <td className={`${cell} break-words`}>
                  <span className="font-medium">{user.name}</span>
                  {user.userID === self && <span className="text-text-2"> (you)</span>}
                  <span className="block text-[12.5px] break-all text-text-2">{user.email}</span>
                </td>
                <td className={cell}>
                  <select
                    aria-label={`Role of ${user.name}`}
                    // Set by what is stored: a change that was refused shows the old role again.
                    value={user.role}
                    disabled={pending}
                    onChange={(event) =>
                      run(setRole({ email: user.email, role: event.target.value as Role }))
                    }
                    className={`${inputClass} w-auto py-1`}
                  >
                    {roles.map((role) => (
                      <option key={role} value={role}>
                        {roleLabels[role]}
                      </option>
                    ))}
                  </select>
                </td>
                <td className={cell}>
                  {user.disabledAt ? <Pill tone="idle">Disabled</Pill> : <Pill tone="ok">Active</Pill>}
                </td>
                <td className={`${cell} text-text-2`}>
                  <span className="md:hidden">last sign-in: </span>
                  {user.lastSignInAt ? <Ago at={user.lastSignInAt} /> : "never"}
                </td>
                <td className={`${cell} md:text-right`}>
                  <span className="inline-flex flex-wrap gap-2">
                    <Button
                      size="s"
                      disabled={pending}
                      onClick={() => askToReset(user)}
                      aria-label={`Reset password of ${user.name}`}
                    >
                      Reset password
                    </Button>
                    {user.disabledAt ? (
                      <Button
                        size="s"
                        disabled={pending}
                        onClick={() => run(setDisabled({ email: user.email, disabled: false }))}
                        aria-label={`Enable ${user.name}`}
                      >
                        Enable
                      </Button>
                    ) : (
                      <Button
                        size="s"
                        disabled={pending}
                        onClick={() => askToDisable(user)}
                        aria-label={`Disable ${user.name}`}
                      >
                        Disable
                      </Button>
                    )}
                  </span>
                </td>
              </tr>
            ))}
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
      {question && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setQuestion(null)}
          title={question.title}
          description={question.description}
          confirm={question.confirm}
          pending={pending}
          onConfirm={() => void question.act()}
        />
      )}
      {password && (
        <Dialog
          open
          onOpenChange={(open) => !open && setPassword(null)}
          title="Password"
          footer={
            <Button variant="primary" onClick={() => setPassword(null)}>
              Done
            </Button>
          }
        >
          <p className="text-text-2">
            The password of {password.email}. It is shown only now: pass it on by a way you trust.
          </p>
          <p className="mt-3 flex items-center gap-2">
            <code className="rounded-lg bg-surface-2 px-3 py-1.5 break-all">{password.text}</code>
            <CopyButton text={password.text} label="Copy the password" />
          </p>
        </Dialog>
      )}
    </>
  );
}

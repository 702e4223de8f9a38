"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { answerOf } from "@/components/ui/use-action";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { ResendPreview } from "@/lib/deliveries/resend-preview";
import type { ActionResult } from "@/lib/web/result";
import type { ResendAllActions, ResendInput } from "./dialog-actions";

const fetchDialog = () => import("./resend-dialog");

/** What was asked about stays the same, whatever the page shows by then. */
type Confirmation = { filter: ResendInput; preview: ActionResult<ResendPreview> | null };

/**
 * Sends again all that the log's filters show, or for the first time what was never sent: how many and what they answered last,
 * a question, then how far it is. It goes on without this page.
 * @param children what the button says
 */
export function ResendAll({
  filter,
  actions,
  children,
}: {
  filter: ResendInput;
  actions: ResendAllActions;
  children: ReactNode;
}) {
  const router = useRouter();
  const [confirmation, setConfirmation] = useState<Confirmation | null>(null);
  const [code, notice] = useDialogCode(fetchDialog, confirmation !== null, () => setConfirmation(null));
  const opened = async () => {
    const asked: Confirmation = { filter, preview: null };
    setConfirmation(asked);
    const preview = await answerOf(actions.preview(filter));
    setConfirmation((now) => (now === asked ? { filter, preview } : now));
  };
  const closed = (started: boolean) => {
    setConfirmation(null);
    if (started) router.refresh();
  };
  return (
    <>
      <Button onClick={opened}>{children}</Button>
      {confirmation && code && <code.ResendDialog {...confirmation} actions={actions} onClose={closed} />}
      {notice}
    </>
  );
}

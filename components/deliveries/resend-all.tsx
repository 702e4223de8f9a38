"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { answerOf } from "@/components/ui/use-action";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { ResendPreview } from "@/lib/deliveries/resend-preview";
import { deliveryStatusLabels } from "@/lib/deliveries/statuses";
import { grouped } from "@/lib/plural";
import type { ActionResult } from "@/lib/web/result";
import type { ResendAllActions, ResendFilter } from "./dialog-actions";

const fetchDialog = () => import("./resend-dialog");

/**
 * Sends again all that the log's filters show, or for the first time what was never sent: how many and what they answered last,
 * a question, then how far it is. It goes on without this page.
 * @param count how many match, where the page knows it anyway
 */
export function ResendAll({
  filter,
  count,
  actions,
}: {
  filter: ResendFilter;
  count?: number | undefined;
  actions: ResendAllActions;
}) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [preview, setPreview] = useState<ActionResult<ResendPreview> | null>(null);
  const [code, notice] = useDialogCode(fetchDialog, open, () => setOpen(false));
  const opened = async () => {
    setOpen(true);
    setPreview(null);
    setPreview(await answerOf(actions.preview(filter)));
  };
  const closed = (started: boolean) => {
    setOpen(false);
    if (started) router.refresh();
  };
  return (
    <>
      <Button onClick={opened}>{buttonText(filter.status ?? "failed", count)}</Button>
      {open && code && <code.ResendDialog {...{ filter, preview, actions }} onClose={closed} />}
      {notice}
    </>
  );
}

function buttonText(status: NonNullable<ResendFilter["status"]>, count?: number): string {
  const many = count === undefined ? "" : ` ${grouped(count)}`;
  return status === "not_sent"
    ? `Send${many} not sent…`
    : `Resend${many} ${deliveryStatusLabels[status].toLowerCase()}…`;
}

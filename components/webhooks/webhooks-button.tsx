"use client";

import { Webhook } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { Toast, type Notice as ToastNotice } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { visibleText } from "@/components/ui/visible-text";
import type { AllowRule } from "@/lib/address/allow-list";
import { type WaitingFor, waitingTexts } from "@/lib/cancellations/view";
import type { ActionResult } from "@/lib/web/result";
import type { UndoOutcome, WebhooksView } from "@/lib/webhooks/view";
import type { TestAction } from "./request-preview";
import { type PreviewSaveAction, type SaveAction, type Saved, WebhooksDialog } from "./webhooks-dialog";

type Props = {
  allow: readonly AllowRule[];
  load: (input: Record<string, never>) => Promise<ActionResult<WebhooksView>>;
  preview: PreviewSaveAction;
  save: SaveAction;
  undo: (input: Undo) => Promise<ActionResult<UndoOutcome>>;
  test: TestAction;
};

/** The save to undo, and the version of the settings it left. */
type Undo = { entryID: string; version: string };
type Notice = ToastNotice & { undo?: Undo };

/** Opens the dialog with the settings as they are stored at that moment, and says afterwards how it went. */
export function WebhooksButton({ allow, load, preview, save, undo, test }: Props) {
  const [webhooks, setWebhooks] = useState<WebhooksView | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [runLoad, opening] = useAction(load);
  const [runUndo, undoing] = useAction(
    undo,
    ", so it is not known whether this was undone. Look in History.",
  );

  const open = () =>
    runLoad({}, (result) => {
      setNotice(result.ok ? null : { tone: "bad", text: result.message });
      if (result.ok) setWebhooks(result.value);
    });

  const saved = ({ warnings, entryID, webhooks: { version } }: Saved, cancelled: WaitingFor[]) => {
    setWebhooks(null);
    const texts = waitingTexts(cancelled);
    const sentences = [
      warnings.length === 0 ? "Callback URLs saved. They apply from now on." : "Callback URLs saved.",
      ...(texts.length === 0 ? [] : [`Cancelled: ${texts.map(visibleText).join("; ")}.`]),
      ...warnings,
    ];
    setNotice({
      tone: warnings.length === 0 ? "ok" : "warn",
      text: sentences.join(" "),
      ...(texts.length === 0 ? {} : { undo: { entryID, version } }),
    });
  };

  const undoNow = (save: Undo) =>
    runUndo(save, (result) => {
      if (!result.ok) {
        const problems = result.errors?.map(({ message }) => message).join(" ");
        return setNotice({ tone: "bad", text: problems || result.message });
      }
      if (result.value.kind === "conflict") return setNotice({ tone: "bad", text: result.value.message });
      const { warnings } = result.value;
      setNotice({
        tone: warnings.length === 0 ? "ok" : "warn",
        text: ["Undone. The settings are as before, and what was cancelled waits again.", ...warnings].join(
          " ",
        ),
      });
    });

  return (
    <>
      {/* Never disabled: it takes the focus back when the dialog closes. */}
      <Button variant="primary" onClick={open} aria-busy={opening}>
        {opening ? <Spinner /> : <Webhook aria-hidden className="size-4" />}
        Webhooks
      </Button>
      {webhooks && (
        <WebhooksDialog
          webhooks={webhooks}
          allow={allow}
          preview={preview}
          save={save}
          test={test}
          onClose={() => setWebhooks(null)}
          onSaved={saved}
        />
      )}
      <Toast
        notice={notice}
        onDismiss={() => setNotice(null)}
        action={
          notice?.undo && (
            <Button size="s" onClick={() => notice.undo && undoNow(notice.undo)} aria-busy={undoing}>
              {undoing && <Spinner />}
              Undo
            </Button>
          )
        }
      />
    </>
  );
}

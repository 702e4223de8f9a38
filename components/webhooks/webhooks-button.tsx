"use client";

import { Webhook } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { Toast } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import { type WaitingFor, waitingTexts } from "@/lib/cancellations/view";
import type { AllowRule } from "@/lib/net/allow-list";
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
type Notice = { tone: "ok" | "warn" | "bad"; text: string; undo?: Undo };

const lost = "Callboard could not be reached, so it is not known whether this was undone. Look in History.";

/** Opens the dialog with the settings as they are stored at that moment, and says afterwards how it went. */
export function WebhooksButton({ allow, load, preview, save, undo, test }: Props) {
  const [webhooks, setWebhooks] = useState<WebhooksView | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [opening, startOpening] = useTransition();
  const [undoing, startUndoing] = useTransition();

  const open = () => {
    if (opening) return;
    startOpening(async () => {
      const result = await load({}).catch(() => null);
      if (result?.ok) {
        setNotice(null);
        setWebhooks(result.value);
      } else {
        setNotice({ tone: "bad", text: result?.message ?? "Callboard could not be reached. Try again." });
      }
    });
  };

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

  const undoNow = (save: Undo) => {
    if (undoing) return;
    startUndoing(async () => {
      const result = await undo(save).catch(() => null);
      if (!result?.ok) {
        const problems = result?.errors?.map(({ message }) => message).join(" ");
        return setNotice({ tone: "bad", text: problems || (result?.message ?? lost) });
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
  };

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
      {notice && (
        <Toast
          tone={notice.tone}
          onDismiss={() => setNotice(null)}
          action={
            notice.undo && (
              <Button size="s" onClick={() => notice.undo && undoNow(notice.undo)} aria-busy={undoing}>
                {undoing && <Spinner />}
                Undo
              </Button>
            )
          }
        >
          {notice.text}
        </Toast>
      )}
    </>
  );
}

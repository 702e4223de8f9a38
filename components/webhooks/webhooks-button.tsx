"use client";

import { Webhook } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { Toast } from "@/components/ui/toast";
import { answerOf, useAction } from "@/components/ui/use-action";
import type { UrlRules } from "@/lib/callback/url-lines";
import type { ActionFailure, ActionResult } from "@/lib/web/result";
import type { UndoOutcome, WebhooksView } from "@/lib/webhooks/view";
import type { DialogActions } from "./dialog-actions";
import type { Drafts } from "./drafts";
import { type KeptDrafts, keptDrafts } from "./kept-drafts";
import type { KnownUrl } from "./line-marks";
import type { SaveNotice, UndoOffer } from "./save-notice";

/** The dialog is no part of what the page loads: it is fetched when the button is pointed at, has the focus, or is pressed. */
const fetchDialog = async () => {
  try {
    const [dialog, notices] = await Promise.all([import("./webhooks-dialog"), import("./save-notice")]);
    return { ...dialog, ...notices };
  } catch {
    return null;
  }
};
type DialogModule = NonNullable<Awaited<ReturnType<typeof fetchDialog>>>;

type Props = {
  rules: UrlRules;
  /** The settings as the page shows them. */
  webhooks: WebhooksView;
  /** The URLs the page shows, with their state and last result. */
  known: readonly KnownUrl[];
  actions: DialogActions & {
    load: (input: Record<string, never>) => Promise<ActionResult<WebhooksView>>;
    undo: (input: UndoOffer) => Promise<ActionResult<UndoOutcome>>;
  };
};

type Opened = DialogModule & {
  webhooks: WebhooksView;
  typed: Drafts | null;
  kept: KeptDrafts | null;
  failure: ActionFailure | null;
};

/** Opens the dialog at once with what the page knows, and reads the settings anew meanwhile; says afterwards how it went. */
export function WebhooksButton({ rules, webhooks, known, actions }: Props) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [notice, setNotice] = useState<SaveNotice | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [runUndo, undoing] = useAction(
    actions.undo,
    ", so it is not known whether this was undone. Look in History.",
  );

  const open = async (typed: Drafts | null = null, kept: KeptDrafts | null = null) => {
    setNotice(null);
    const module = await fetchDialog();
    if (!module) {
      const text = "The dialog could not be fetched. Check the connection, then press Webhooks again.";
      return setNotice({ tone: "bad", text });
    }
    setOpened({ ...module, webhooks, typed, kept, failure: null });
    const latest = await answerOf(actions.load({}), ". These settings may be older than they are now.");
    // Who has closed it meanwhile is not bothered.
    setOpened(
      (before) =>
        before && (latest.ok ? { ...before, webhooks: latest.value } : { ...before, failure: latest }),
    );
  };

  const openKept = useEffectEvent(() => {
    const kept = keptDrafts();
    if (kept) void open(kept.drafts, kept);
  });
  // What only this tab knows, once its scripts run.
  useEffect(() => openKept(), []);

  const undo = async (saved: UndoOffer) => {
    const { undoneNotice } = await import("./save-notice");
    runUndo(saved, (result) => {
      setNotice(undoneNotice(result));
      // The button that has it goes.
      button.current?.focus();
    });
  };

  return (
    <>
      {/* Never disabled: it takes the focus back when the dialog closes. */}
      <Button
        ref={button}
        variant="primary"
        onClick={() => open()}
        onPointerEnter={fetchDialog}
        onFocus={fetchDialog}
      >
        <Webhook aria-hidden className="size-4" />
        Webhooks
      </Button>
      {opened && (
        <opened.WebhooksDialog
          webhooks={opened.webhooks}
          typed={opened.typed}
          kept={opened.kept}
          loadFailure={opened.failure}
          known={known}
          rules={rules}
          actions={actions}
          onClose={(left) => {
            setOpened(null);
            if (left) setNotice(opened.leftNotice(left));
          }}
          onSaved={(saved, cancelled) => {
            setOpened(null);
            setNotice(opened.savedNotice(saved, cancelled));
          }}
        />
      )}
      <Toast
        notice={notice}
        onDismiss={() => setNotice(null)}
        action={
          notice?.left ? (
            <Button size="s" onClick={() => open(notice.left)}>
              Bring it back
            </Button>
          ) : (
            notice?.undo && (
              <Button size="s" onClick={() => notice.undo && undo(notice.undo)} aria-busy={undoing}>
                {undoing && <Spinner />}
                Undo
              </Button>
            )
          )
        }
      />
    </>
  );
}

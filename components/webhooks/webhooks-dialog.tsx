"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogDescription } from "@/components/ui/dialog";
import { KeptNote } from "@/components/ui/kept-notes";
import { Note } from "@/components/ui/note";
import { isSubmitKey } from "@/components/ui/numbered-text-area";
import { Spinner } from "@/components/ui/spinner";
import { useStable } from "@/components/ui/use-stable";
import type { UrlRules } from "@/lib/callback/url-lines";
import type { WaitingFor } from "@/lib/cancellations/view";
import { type EventType, eventTypes, eventTypesText } from "@/lib/events/event-types";
import type { ActionFailure } from "@/lib/web/result";
import type { WebhooksView } from "@/lib/webhooks/view";
import { CallbackSection } from "./callback-section";
import { CancelConfirmation } from "./cancel-confirmation";
import type { DialogActions, Saved } from "./dialog-actions";
import { ConflictNote, FailureNote } from "./dialog-notes";
import type { Drafts } from "./drafts";
import { type KeptDrafts, keepDrafts } from "./kept-drafts";
import { LeaveConfirmation } from "./leave-confirmation";
import type { KnownUrl } from "./line-marks";
import { useWebhooksForm } from "./use-webhooks-form";

type Props = {
  webhooks: WebhooksView;
  /** What was typed before, and comes back; nothing when the dialog begins with what is stored. */
  typed: Drafts | null;
  /** What of it was typed before the page was loaded; null where the dialog was opened by hand. */
  kept: KeptDrafts | null;
  /** Why the settings could not be read anew when the dialog opened. */
  loadFailure: ActionFailure | null;
  known: readonly KnownUrl[];
  rules: UrlRules;
  actions: DialogActions;
  /** @param left what was typed and is not saved; null where nothing was, or the person has discarded it */
  onClose: (left: Drafts | null) => void;
  onSaved: (saved: Saved, cancelled: WaitingFor[]) => void;
};

/**
 * "Instance Callback URLs": what is typed stays until it is saved or the person leaves it. Escape, which is pressed by accident,
 * asks before; Close and × leave at once, and what was typed can be brought back.
 */
export function WebhooksDialog(props: Props) {
  const { webhooks, typed, kept, loadFailure, known, rules, actions, onClose, onSaved } = props;
  const form = useWebhooksForm({ webhooks, typed, rules, actions, onSaved });
  const [leaving, setLeaving] = useState(false);
  const [tellsKept, setTellsKept] = useState(kept !== null);
  const [current, setCurrent] = useState<EventType>(eventTypes[0]);
  const firstSwitch = useRef<HTMLButtonElement>(null);
  const failure = form.failure ?? loadFailure;
  const change = useStable(form.change);
  const keepArea = useStable((type: EventType, area: HTMLTextAreaElement | null) => {
    form.areas.current[type] = area;
  });
  const leave = (left: Drafts | null) => {
    keepDrafts(null, null);
    onClose(left);
  };
  const close = () => leave(form.unsaved.text ? form.drafts : null);

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && (form.unsaved.text ? setLeaving(true) : leave(null))}
      onDismiss={close}
      title="Instance Callback URLs"
      wide
      described
      initialFocus={() =>
        eventTypes.some((type) => form.drafts[type].enabled)
          ? form.areas.current[eventTypes[0]]
          : firstSwitch.current
      }
      onKeyDown={(event) => {
        if (!isSubmitKey(event)) return;
        event.preventDefault();
        void form.submit();
      }}
      footer={
        <DialogFooter unsaved={form.unsaved.any} saving={form.saving} onClose={close} onOk={form.submit} />
      }
    >
      <div className="flex flex-col gap-2">
        <Purpose />
        {tellsKept && (
          <KeptNote
            about={
              kept?.version === webhooks.version
                ? ""
                : "Somebody has saved other settings since; OK replaces them with what stands here."
            }
            onDiscard={() => {
              setTellsKept(false);
              form.discard();
            }}
          />
        )}
        {failure && <FailureNote failure={failure} />}
        {form.conflict && <ConflictNote {...form.conflict} />}
      </div>
      {eventTypes.map((type, index) => (
        <CallbackSection
          key={type}
          eventType={type}
          draft={form.drafts[type]}
          problems={form.problems[type]}
          rules={rules}
          known={known}
          isCurrent={type === current}
          onEnter={setCurrent}
          onChange={change}
          actions={actions}
          switchRef={index === 0 ? firstSwitch : undefined}
          inputRef={keepArea}
        />
      ))}
      {form.waiting.length > 0 && (
        <CancelConfirmation
          waiting={form.waiting}
          saving={form.saving}
          onKeep={form.keepEditing}
          onCancel={() => form.saveNow(form.waiting)}
        />
      )}
      {leaving && <LeaveConfirmation onKeep={() => setLeaving(false)} onDiscard={() => leave(null)} />}
    </Dialog>
  );
}

function Purpose() {
  return (
    <DialogDescription asChild>
      <div className="text-[13px] *:py-1.5">
        <Note>
          Configure URLs to respond to process instance {eventTypesText("and")} events. Callback has a timeout
          of 10 seconds
        </Note>
      </div>
    </DialogDescription>
  );
}

type FooterProps = { unsaved: boolean; saving: boolean; onClose: () => void; onOk: () => void };

function DialogFooter({ unsaved, saving, onClose, onOk }: FooterProps) {
  return (
    <>
      <p className="mr-auto text-[12.5px] text-text-2">
        {unsaved && "Unsaved changes · "}
        <span className="max-sm:hidden">Ctrl+Enter saves · </span>
        <a
          href="/administration/developer/receivers"
          target="_blank"
          rel="noreferrer"
          className="text-primary underline"
        >
          What a receiver must do
        </a>
      </p>
      <Button onClick={onClose}>Close</Button>
      {/* Never disabled: it keeps the focus, and gets it back after a question. */}
      <Button variant="primary" onClick={onOk} aria-busy={saving}>
        {saving && <Spinner />}
        OK
      </Button>
    </>
  );
}

"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { answerOf } from "@/components/ui/use-action";
import type { AllowRule } from "@/lib/address/allow-list";
import { checkCallbackLines } from "@/lib/callback/url-lines";
import type { WaitingFor } from "@/lib/cancellations/view";
import { byEventType, type EventType, eventTypes, eventTypesText } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import { differences } from "@/lib/webhooks/differences";
import { removals } from "@/lib/webhooks/removals";
import { callbackErrors, type WebhooksInput } from "@/lib/webhooks/schema";
import type { SaveOutcome, WebhooksView } from "@/lib/webhooks/view";
import { CallbackSection, type Draft, type Problem } from "./callback-section";
import { CancelConfirmation } from "./cancel-confirmation";
import type { TestAction } from "./request-preview";

export type PreviewSaveAction = (
  input: Pick<WebhooksInput, EventType>,
) => Promise<ActionResult<WaitingFor[]>>;
export type SaveAction = (input: WebhooksInput) => Promise<ActionResult<SaveOutcome>>;

type Props = {
  /** What is stored when the dialog opens. */
  webhooks: WebhooksView;
  allow: readonly AllowRule[];
  preview: PreviewSaveAction;
  save: SaveAction;
  test: TestAction;
  onClose: () => void;
  /** After saving; `cancelled` is what the person was asked about before. */
  onSaved: (saved: Saved, cancelled: WaitingFor[]) => void;
};

export type Saved = Extract<SaveOutcome, { kind: "saved" }>;

const textIsKept = "Your text is kept; press OK to try again.";
const previewFailed = `, so nothing was saved. ${textIsKept}`;
const saveUnknown = `, so it is not known whether this was saved. ${textIsKept}`;

type Conflict = { message: string; changes: string[] };
const noProblems = byEventType((): Problem[] => []);

/** "Instance Callback URLs": what is typed stays until it is saved or the person leaves. */
export function WebhooksDialog({ webhooks, allow, preview, save, test, onClose, onSaved }: Props) {
  const [stored, setStored] = useState(webhooks);
  const [drafts, setDrafts] = useState(() => draftsOf(webhooks));
  const [problems, setProblems] = useState(noProblems);
  /**
   * Problems are shown once OK was pressed and follow the typing from then on. Not when a text area is left: the lines that
   * appear would move the very button that is being pressed.
   */
  const [shown, setShown] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [saving, setSaving] = useState(false);
  /** What would be cancelled, while the person is asked about it. */
  const [waiting, setWaiting] = useState<WaitingFor[]>([]);
  const areas = useRef<Partial<Record<EventType, HTMLTextAreaElement | null>>>({});

  const change = (type: EventType, draft: Draft) => {
    setDrafts({ ...drafts, [type]: draft });
    if (shown) setProblems({ ...problems, [type]: callbackErrors(type, draft, allow) });
  };

  const show = (found: Record<EventType, Problem[]>) => {
    setProblems(found);
    setShown(true);
    const first = eventTypes.find((type) => found[type].length > 0);
    if (first) areas.current[first]?.focus();
    return first !== undefined;
  };

  const submit = async () => {
    if (saving) return;
    setFailure(null);
    if (show(byEventType((type) => callbackErrors(type, drafts[type], allow)))) return;
    setSaving(true);
    if (removals(stored, settingsIn(drafts, allow)).length > 0) {
      const found = await answerOf(preview(drafts), previewFailed);
      if (!found.ok || found.value.length > 0) {
        setSaving(false);
        return found.ok ? setWaiting(found.value) : setFailure(found.message);
      }
    }
    await saveNow([]);
  };

  const saveNow = async (cancelled: WaitingFor[]) => {
    setSaving(true);
    const result = await answerOf(save({ version: stored.version, ...drafts }), saveUnknown);
    setSaving(false);
    setWaiting([]);
    if (!result.ok) {
      const errors = result.errors ?? [];
      const found = byEventType((type) => errors.filter((error) => error.path === `${type}.urls`));
      if (!show(found)) setFailure(result.message);
      return;
    }
    if (result.value.kind === "saved") return onSaved(result.value, cancelled);
    const { message, current } = result.value;
    setConflict({ message, changes: differences(stored, current) });
    setStored(current);
  };

  const footer = (
    <>
      <Button onClick={onClose}>Close</Button>
      {/* Never disabled: it keeps the focus, and gets it back after a question. */}
      <Button variant="primary" onClick={submit} aria-busy={saving}>
        {saving && <Spinner />}
        OK
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Instance Callback URLs"
      wide
      footer={footer}
    >
      <div className="flex flex-col gap-3">
        <Note>
          Configure URLs to respond to process instance {eventTypesText("and")} events. Callback has a timeout
          of 10 seconds
        </Note>
        {failure && <Note tone="bad">{failure}</Note>}
        {conflict && <ConflictNote {...conflict} />}
      </div>
      {eventTypes.map((type) => (
        <CallbackSection
          key={type}
          eventType={type}
          draft={drafts[type]}
          problems={problems[type]}
          allow={allow}
          inactive={stored.inactive}
          onChange={(draft) => change(type, draft)}
          test={test}
          inputRef={(area) => {
            areas.current[type] = area;
          }}
        />
      ))}
      {waiting.length > 0 && (
        <CancelConfirmation
          waiting={waiting}
          saving={saving}
          onKeep={() => setWaiting([])}
          onCancel={() => saveNow(waiting)}
        />
      )}
    </Dialog>
  );
}

function ConflictNote({ message, changes }: Conflict) {
  return (
    <Note tone="warn">
      <p>{message}</p>
      {changes.length > 0 && (
        <ul className="mt-1 list-disc pl-4.5 break-all">
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      <p className="mt-1">Press OK again to replace that with what stands here, or Close to leave it.</p>
    </Note>
  );
}

function draftsOf(webhooks: WebhooksView): Record<EventType, Draft> {
  return byEventType((type) => ({ enabled: webhooks[type].enabled, urls: webhooks[type].urls.join("\n") }));
}

/** What the drafts would make of the settings. */
function settingsIn(drafts: Record<EventType, Draft>, allow: readonly AllowRule[]) {
  return byEventType((type) => ({
    enabled: drafts[type].enabled,
    urls: checkCallbackLines(drafts[type].urls, allow).lines.map(({ url }) => url),
  }));
}

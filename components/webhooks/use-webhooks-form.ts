import { useRef, useState } from "react";
import { goToLine } from "@/components/ui/numbered-text-area";
import { answerOf } from "@/components/ui/use-action";
import { callbackErrors } from "@/lib/callback/callback-errors";
import type { LineError, UrlRules } from "@/lib/callback/url-lines";
import type { WaitingFor } from "@/lib/cancellations/view";
import { byEventType, type EventType, eventTypes } from "@/lib/events/event-types";
import type { ActionFailure } from "@/lib/web/result";
import { differences } from "@/lib/webhooks/differences";
import { removals } from "@/lib/webhooks/removals";
import type { WebhooksView } from "@/lib/webhooks/view";
import type { DialogActions, Saved } from "./dialog-actions";
import { type Draft, type Drafts, draftsOf, settingsIn, unsavedIn } from "./drafts";
import { keepDrafts } from "./kept-drafts";

const textIsKept = "Your text is kept; press OK to try again.";
const previewFailed = `, so nothing was saved. ${textIsKept}`;
const saveUnknown = `, so it is not known whether this was saved. ${textIsKept}`;

const noProblems = byEventType((): LineError[] => []);

type Given = {
  /** What is stored, as far as known; a later one replaces it while nothing is typed. */
  webhooks: WebhooksView;
  /** What it begins with, where that is not what is stored. */
  typed: Drafts | null;
  rules: UrlRules;
  actions: Pick<DialogActions, "preview" | "save">;
  /** After saving; `cancelled` is what the person was asked about before. */
  onSaved: (saved: Saved, cancelled: WaitingFor[]) => void;
};

/** What is typed into the dialog, what is wrong with it, and its way to the server. */
export function useWebhooksForm({ webhooks, typed, rules, actions, onSaved }: Given) {
  const [given, setGiven] = useState(webhooks);
  const [stored, setStored] = useState(webhooks);
  const [drafts, setDrafts] = useState(() => typed ?? draftsOf(webhooks));
  const [problems, setProblems] = useState(noProblems);
  /** All problems are listed once OK was pressed, and follow the typing from then on. */
  const [listed, setListed] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [conflict, setConflict] = useState<{ message: string; changes: string[] } | null>(null);
  const [saving, setSaving] = useState(false);
  /** What would be cancelled, while the person is asked about it. */
  const [waiting, setWaiting] = useState<WaitingFor[]>([]);
  const areas = useRef<Partial<Record<EventType, HTMLTextAreaElement | null>>>({});
  const unsaved = unsavedIn(drafts, stored);

  if (webhooks !== given) {
    setGiven(webhooks);
    // With text typed, what others saved meanwhile is told at the save: the version says so.
    if (!unsaved.any) {
      setStored(webhooks);
      if (webhooks.version !== stored.version) setDrafts(draftsOf(webhooks));
    }
  }

  const keep = (next: Drafts) => keepDrafts(unsavedIn(next, stored).any ? next : null, stored.version);

  const change = (type: EventType, draft: Draft) => {
    keep({ ...drafts, [type]: draft });
    setDrafts((before) => ({ ...before, [type]: draft }));
    if (listed) setProblems((before) => ({ ...before, [type]: callbackErrors(type, draft, rules) }));
  };

  const list = (found: Record<EventType, LineError[]>) => {
    setProblems(found);
    setListed(true);
    const first = eventTypes.find((type) => found[type].length > 0);
    const area = first && areas.current[first];
    if (area) goToLine(area, found[first].find(({ line }) => line !== undefined)?.line ?? 1);
    return first !== undefined;
  };

  /** What the server refused: by line, where it is about lines. */
  const tell = (refused: ActionFailure) => {
    const errors = refused.errors ?? [];
    if (!list(byEventType((type) => errors.filter(({ path }) => path === `${type}.urls`))))
      setFailure(refused);
  };

  const submit = async () => {
    if (saving) return;
    setFailure(null);
    if (list(byEventType((type) => callbackErrors(type, drafts[type], rules)))) return;
    setSaving(true);
    if (removals(stored, settingsIn(drafts, rules)).length > 0) {
      const found = await answerOf(actions.preview(drafts), previewFailed);
      if (!found.ok || found.value.length > 0) {
        setSaving(false);
        return found.ok ? setWaiting(found.value) : tell(found);
      }
    }
    await saveNow([]);
  };

  const saveNow = async (cancelled: WaitingFor[]) => {
    setSaving(true);
    const result = await answerOf(actions.save({ version: stored.version, ...drafts }), saveUnknown);
    setSaving(false);
    setWaiting([]);
    if (!result.ok) return tell(result);
    if (result.value.kind === "saved") {
      keepDrafts(null, null);
      return onSaved(result.value, cancelled);
    }
    const { message, current } = result.value;
    setConflict({ message, changes: differences(stored, current) });
    setStored(current);
  };

  return {
    ...{ drafts, problems, failure, conflict, saving, waiting, unsaved, areas },
    ...{ change, submit, saveNow },
    keepEditing: () => setWaiting([]),
    discard: () => {
      setDrafts(draftsOf(stored));
      setProblems(noProblems);
      keepDrafts(null, null);
    },
  };
}

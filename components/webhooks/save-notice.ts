import type { Notice } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import { type WaitingFor, waitingTexts } from "@/lib/cancellations/view";
import type { ActionResult } from "@/lib/web/result";
import type { UndoOutcome } from "@/lib/webhooks/view";
import type { Saved } from "./dialog-actions";
import type { Drafts } from "./drafts";

/** The save to undo, and the version of the settings it left. */
export type UndoOffer = { entryID: string; version: string };
export type SaveNotice = Notice & { undo?: UndoOffer; left?: Drafts };

/** What was typed when the dialog was left. */
export function leftNotice(left: Drafts): SaveNotice {
  return { tone: "warn", text: "Closed without saving what you typed.", left };
}

/** How a save went; one that cancelled deliveries can be undone. */
export function savedNotice(
  { warnings, entryID, webhooks: { version } }: Saved,
  cancelled: WaitingFor[],
): SaveNotice {
  const texts = waitingTexts(cancelled);
  const sentences = [
    warnings.length === 0 ? "Callback URLs saved. They apply from now on." : "Callback URLs saved.",
    ...(texts.length === 0 ? [] : [`Cancelled: ${texts.map(visibleText).join("; ")}.`]),
    ...warnings,
  ];
  return {
    tone: warnings.length === 0 ? "ok" : "warn",
    text: sentences.join(" "),
    ...(texts.length === 0 ? {} : { undo: { entryID, version } }),
  };
}

/** How taking a save back went. */
export function undoneNotice(result: ActionResult<UndoOutcome>): SaveNotice {
  if (!result.ok) {
    const problems = result.errors?.map(({ message }) => message).join(" ");
    return { tone: "bad", text: problems || result.message };
  }
  if (result.value.kind === "conflict") return { tone: "bad", text: result.value.message };
  const { warnings } = result.value;
  const done = "Undone. The settings are as before, and what was cancelled waits again.";
  return { tone: warnings.length === 0 ? "ok" : "warn", text: [done, ...warnings].join(" ") };
}

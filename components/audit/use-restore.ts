"use client";

import { useState } from "react";
import type { Notice } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { InputError } from "@/lib/errors";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import type { RestoreOutcome, RestorePreview } from "@/lib/webhooks/view";

export type PreviewAction = (input: { entryID: string }) => Promise<ActionResult<RestorePreview>>;
export type RestoreAction = (input: {
  entryID: string;
  version: RestorePreview["version"];
}) => Promise<ActionResult<RestoreOutcome>>;

/** What somebody is asked before anything is restored. */
type Confirmation = {
  preview: RestorePreview;
  /** Why they are asked once more, and what was refused. */
  conflict: string | null;
  problems: readonly string[];
};

/** Asks what restoring an entry's settings would change now, restores them, and keeps what is to be shown of it. */
export function useRestore(
  entryID: string,
  { preview, restore }: { preview: PreviewAction; restore: RestoreAction },
) {
  const [confirmation, setConfirmation] = useState<Confirmation | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [look, looking] = useAction(preview);
  const [begin, restoring] = useAction(
    (base: RestorePreview) => restoreOver(base, (version) => restore({ entryID, version })),
    ", so it is not known whether this was restored. Reload the page.",
  );
  return {
    confirmation,
    notice,
    looking,
    restoring,
    open: () =>
      look({ entryID }, (result) => {
        if (result.ok) setConfirmation({ preview: result.value, conflict: null, problems: [] });
        else setNotice({ tone: "bad", text: result.message });
      }),
    confirm: (base: RestorePreview) =>
      begin(base, (result) => {
        if (!result.ok) {
          const problems = problemsOf(result.message, result.errors);
          setConfirmation((asked) => asked && { ...asked, conflict: null, problems });
        } else if (result.value.kind === "conflict") {
          const { preview: now, message } = result.value;
          setConfirmation({ preview: now, conflict: message, problems: [] });
        } else {
          setConfirmation(null);
          setNotice(restoredNotice(result.value.warnings));
        }
      }),
    close: () => setConfirmation(null),
    dismiss: () => setNotice(null),
  };
}

/** Settings that moved on without changing what this would do are no conflict. */
async function restoreOver(
  base: RestorePreview,
  restore: (version: RestorePreview["version"]) => Promise<ActionResult<RestoreOutcome>>,
): Promise<ActionResult<RestoreOutcome>> {
  const result = await restore(base.version);
  if (!result.ok || result.value.kind !== "conflict") return result;
  const now = result.value.preview;
  const isSame = now.version !== base.version && now.changes.join("\n") === base.changes.join("\n");
  return isSame ? restoreOver(now, restore) : result;
}

function restoredNotice(warnings: readonly string[]): Notice {
  return {
    tone: warnings.length === 0 ? "ok" : "warn",
    text: ["Settings restored. They apply from now on.", ...warnings].join(" "),
  };
}

/** "Created: Line 2: …": the rules speak of lines in one of three text areas. */
function problemsOf(message: string, errors: InputError[] = []): string[] {
  if (errors.length === 0) return [message];
  return errors.map(({ path, message: problem }) => {
    const label = eventTypeLabels[path.split(".")[0] as EventType];
    return label ? `${label}: ${problem}` : problem;
  });
}

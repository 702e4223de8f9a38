"use client";

import { History } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/lazy-dialog";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { type Notice, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { visibleText } from "@/components/ui/visible-text";
import type { InputError } from "@/lib/errors";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import type { RestoreOutcome, RestorePreview } from "@/lib/webhooks/view";

export type PreviewAction = (input: { entryID: string }) => Promise<ActionResult<RestorePreview>>;
export type RestoreAction = (input: {
  entryID: string;
  version: RestorePreview["version"];
}) => Promise<ActionResult<RestoreOutcome>>;

/** Shows what bringing back an entry's settings would change now, asks, and says how it went. */
export function RestoreButton({
  entryID,
  preview,
  restore,
}: {
  entryID: string;
  preview: PreviewAction;
  restore: RestoreAction;
}) {
  const [shown, setShown] = useState<RestorePreview | null>(null);
  const [problems, setProblems] = useState<string[]>([]);
  const [conflict, setConflict] = useState<string | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);

  const [look, looking] = useAction(preview);
  const open = () =>
    look({ entryID }, (result) => {
      setProblems([]);
      setConflict(null);
      if (result.ok) setShown(result.value);
      else setNotice({ tone: "bad", text: result.message });
    });

  /** Settings that moved on without changing what this would do are no conflict. */
  const restoreOver = async (base: RestorePreview): Promise<ActionResult<RestoreOutcome>> => {
    const result = await restore({ entryID, version: base.version });
    if (!result.ok || result.value.kind !== "conflict") return result;
    const now = result.value.preview;
    const isSame = now.version !== base.version && now.changes.join("\n") === base.changes.join("\n");
    return isSame ? restoreOver(now) : result;
  };

  const [begin, restoring] = useAction(
    restoreOver,
    ", so it is not known whether this was restored. Reload the page.",
  );
  const confirm = (base: RestorePreview) =>
    begin(base, (result) => {
      if (!result.ok) {
        setConflict(null);
        return setProblems(problemsOf(result.message, result.errors));
      }
      if (result.value.kind === "conflict") {
        setProblems([]);
        setConflict(result.value.message);
        return setShown(result.value.preview);
      }
      const { warnings } = result.value;
      setShown(null);
      setNotice({
        tone: warnings.length === 0 ? "ok" : "warn",
        text: ["Settings restored. They apply from now on.", ...warnings].join(" "),
      });
    });

  const number = entryID.replace("aud_", "");
  const nothing = shown?.changes.length === 0;
  return (
    <>
      {/* Never disabled: it takes the focus back when the dialog closes. */}
      <Button
        size="s"
        onClick={open}
        aria-busy={looking}
        aria-label={`Restore these settings (entry ${number})`}
      >
        {looking ? <Spinner /> : <History aria-hidden className="size-3.5" />}
        Restore these settings
      </Button>
      <Dialog
        open={shown !== null}
        onOpenChange={(stays) => !stays && setShown(null)}
        title="Restore these settings?"
        wide
        footer={
          <>
            <Button onClick={() => setShown(null)}>Close</Button>
            {shown && !nothing && (
              <Button
                variant="primary"
                disabled={restoring}
                aria-busy={restoring}
                onClick={() => confirm(shown)}
              >
                {restoring && <Spinner />}
                Restore
              </Button>
            )}
          </>
        }
      >
        <div className="flex flex-col gap-3">
          {conflict && <Note tone="warn">{conflict}</Note>}
          {problems.length > 0 && <Refused problems={problems} />}
          {nothing ? (
            <p className="text-text-2">
              The settings are as entry {number} left them. There is nothing to restore.
            </p>
          ) : (
            <div>
              <p className="text-text-2">
                The settings become what they were after entry {number}. Compared with now this changes:
              </p>
              <ul className="mt-2 list-disc pl-4.5 break-all">
                {shown?.changes.map((change) => (
                  <li key={change}>{visibleText(change)}</li>
                ))}
              </ul>
              <p className="mt-3 text-[13px] text-text-2">
                It takes effect as soon as it is done: what waits for a URL that goes is cancelled, as when it
                is removed in the dialog. What was cancelled since then for a URL that comes back waits again.
              </p>
            </div>
          )}
        </div>
      </Dialog>
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

function Refused({ problems }: { problems: string[] }) {
  return (
    <Note tone="bad">
      <p>Nothing was restored:</p>
      <ul className="list-disc pl-4.5 break-words">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p className="mt-1">To keep the rest, enter it under Developer, Webhooks.</p>
    </Note>
  );
}

/** "Created: Line 2: …": the rules speak of lines in one of three text areas. */
function problemsOf(message: string, errors: InputError[] = []): string[] {
  if (errors.length === 0) return [message];
  return errors.map(({ path, message: problem }) => {
    const label = eventTypeLabels[path.split(".")[0] as EventType];
    return label ? `${label}: ${problem}` : problem;
  });
}

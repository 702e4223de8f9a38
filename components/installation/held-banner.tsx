"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Note } from "@/components/ui/note";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import {
  choiceTexts,
  type Hold,
  holdText,
  type ReleaseChoice,
  releaseChoices,
} from "@/lib/installation/view";
import type { ActionResult } from "@/lib/web/result";

export type HeldProps = {
  hold: Hold | null;
  /** Null for whoever may not decide. */
  release: ((input: { as: ReleaseChoice }) => Promise<ActionResult<void>>) | null;
};

const done: Record<ReleaseChoice, string> = {
  moved: "Callbacks go out from here again.",
  copy: "All callbacks are switched off, and what was pending is being cancelled.",
};

/** Says on every page that callbacks are held, and lets an administrator say what this database is. */
export function HeldBanner({ hold, release }: HeldProps) {
  const [asked, setAsked] = useState<ReleaseChoice | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [run, pending] = useAction((input: { as: ReleaseChoice }) =>
    release ? release(input) : Promise.reject(new Error("Nobody may press this.")),
  );
  return (
    <>
      {hold && (
        <div className="mb-4">
          <Note tone="warn" announced={false}>
            <p>
              <strong>Callbacks are held: nothing is sent.</strong> {holdText(hold)} Changes are recorded, and
              what is pending waits.
            </p>
            {release ? (
              <div className="mt-2 flex flex-wrap gap-2 print:hidden">
                {releaseChoices.map((choice) => (
                  <Button key={choice} size="s" disabled={pending} onClick={() => setAsked(choice)}>
                    {choiceTexts[choice].button}
                  </Button>
                ))}
              </div>
            ) : (
              <p>An administrator says whether it has moved or is a copy.</p>
            )}
          </Note>
        </div>
      )}
      {asked && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(null)}
          title={asked === "moved" ? "Send callbacks from here?" : "Switch callbacks off here?"}
          description={choiceTexts[asked].what}
          confirm={asked === "moved" ? "Send from here" : "Switch off and cancel"}
          tone={asked === "moved" ? "primary" : "danger"}
          pending={pending}
          onConfirm={() =>
            run({ as: asked }, (result) => {
              setAsked(null);
              setNotice(noticeOf(result, () => done[asked]));
            })
          }
        />
      )}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

"use client";

import { useId, useState } from "react";
import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Note } from "@/components/ui/note";
import { Pill } from "@/components/ui/pill";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { SessionView } from "@/lib/sessions/view";
import type { ActionResult, FormAction } from "@/lib/web/result";

type Props = {
  sessions: SessionView[];
  /** How many there are in all. */
  count: number;
  /** The sessionID of this browser's own. */
  current: string | null;
  end: FormAction;
  signOut: FormAction;
  endAll: (input: Record<never, never>) => Promise<ActionResult<void>>;
};

/** One's own sessions: where they are, and how to end one or all. */
export function SessionsCard({ sessions, count, current, end, signOut, endAll }: Props) {
  const [asking, setAsking] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const [run, ending] = useAction(endAll, ". Try again in a moment.");
  const signOutEverywhere = () =>
    run({}, (result) => {
      if (result.ok) {
        setLeaving(true);
        // A whole page load: nothing of the ended session stays on the screen.
        return window.location.assign("/sign-in");
      }
      setAsking(false);
      setProblem(result.message);
    });

  return (
    <Card title="Sessions">
      <ul className="divide-y divide-line border-b border-line">
        {sessions.map((session) => {
          const isCurrent = session.sessionID === current;
          return (
            <SessionRow
              key={session.sessionID}
              session={session}
              isCurrent={isCurrent}
              end={isCurrent ? signOut : end}
            />
          );
        })}
      </ul>
      <div className="flex flex-col items-start gap-3 p-4">
        {count > sessions.length && (
          <p className="text-text-2">{count - sessions.length} older ones are not listed.</p>
        )}
        {problem && <Note tone="bad">{problem}</Note>}
        <p className="text-text-2">
          A session ends by itself eight hours after the sign-in. Did you leave one open somewhere, or may
          somebody know your password?
        </p>
        <Button onClick={() => setAsking(true)}>Sign out everywhere</Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere?"
        description="All your sessions end at once, this one too. Your tokens go on working."
        confirm="Sign out everywhere"
        pending={ending || leaving}
        onConfirm={signOutEverywhere}
      />
    </Card>
  );
}

function SessionRow({
  session,
  isCurrent,
  end,
}: {
  session: SessionView;
  isCurrent: boolean;
  /** For this browser's own: signing out. */
  end: FormAction;
}) {
  const id = useId();
  const { sessionID, browser, address, createdAt, lastSeenAt } = session;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div id={id} className="min-w-0 flex-1 basis-56 break-words">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {browser}
          {isCurrent && <Pill tone="ok">This browser</Pill>}
        </p>
        <p className="text-[12.5px] text-text-2">
          {address ?? "Unknown address"} · signed in <RelativeTime at={createdAt} /> · last seen{" "}
          <RelativeTime at={lastSeenAt} />
        </p>
      </div>
      <ActionForm action={end} lost=". Reload the page to see whether it ended.">
        {({ pending }) => (
          <>
            <input type="hidden" name="sessionID" value={sessionID} />
            <SubmitButton pending={pending} variant="secondary" size="s" aria-describedby={id}>
              End session
            </SubmitButton>
          </>
        )}
      </ActionForm>
    </li>
  );
}

"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Note } from "@/components/ui/note";
import type { ActionResult } from "@/lib/web/result";

/** Ends all of one's own sessions. */
export function SessionsCard({ end }: { end: (input: Record<never, never>) => Promise<ActionResult<void>> }) {
  const [asking, setAsking] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const signOut = async () => {
    setPending(true);
    const result = await end({}).catch(() => null);
    // A whole page load: nothing of the ended session stays on the screen.
    if (result?.ok) return window.location.assign("/sign-in");
    setPending(false);
    setAsking(false);
    setProblem(result?.message ?? "Callboard could not be reached. Try again in a moment.");
  };

  return (
    <Card title="Sessions">
      <div className="flex flex-col items-start gap-3 p-4">
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
        pending={pending}
        onConfirm={() => void signOut()}
      />
    </Card>
  );
}

"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult } from "@/lib/web/result";

export type ResumeAction = (input: { endpointID: string }) => Promise<ActionResult<{ waiting: number }>>;

/** Lets a suspended URL get callbacks again, after saying what that sends. */
export function ResumeButton({
  endpointID,
  url,
  waiting,
  resume,
}: {
  endpointID: string;
  url: string;
  waiting: number;
  resume: ResumeAction;
}) {
  const [asking, setAsking] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async () => {
    setPending(true);
    const result = await resume({ endpointID }).catch(() => null);
    setPending(false);
    setAsking(false);
    if (!result?.ok) setProblem(result?.message ?? "Callboard could not be reached. Try again.");
  };
  const deliveries = `${waiting.toLocaleString("en-US")} ${waiting === 1 ? "delivery" : "deliveries"}`;
  return (
    <>
      <Button size="s" className="mt-1" onClick={() => setAsking(true)} aria-label={`Resume ${url}`}>
        Resume
      </Button>
      {problem && (
        <p role="alert" className="mt-1 text-[12.5px] text-bad">
          {problem}
        </p>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Resume this URL?"
        description={
          waiting === 0
            ? `${url} gets callbacks again from the next event on.`
            : `${url} gets callbacks again, and the ${deliveries} that waited for it now.`
        }
        confirm="Resume"
        tone="primary"
        pending={pending}
        onConfirm={run}
      />
    </>
  );
}

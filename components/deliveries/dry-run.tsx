"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { DryRunAction } from "./dialog-actions";

const fetchDialog = () => import("./dry-run-dialog");

/** Sends a past event's own parameters to any URL. */
export function DryRun({ eventID, test }: { eventID: string; test: DryRunAction }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const [code, notice] = useDialogCode(fetchDialog, open, close);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Try this event against another URL …</Button>
      {open && code && <code.DryRunDialog eventID={eventID} test={test} onClose={close} />}
      {notice}
    </>
  );
}

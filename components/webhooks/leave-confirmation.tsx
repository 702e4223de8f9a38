"use client";

import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** Asks before typed text is thrown away. Escape keeps it. */
export function LeaveConfirmation({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  const keep = useRef<HTMLButtonElement>(null);
  const footer = (
    <>
      <Button ref={keep} onClick={onKeep}>
        Keep editing
      </Button>
      <Button variant="danger" onClick={onDiscard}>
        Discard
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onKeep()}
      title="Discard what you typed?"
      description="The callback URLs you changed are not saved yet."
      initialFocus={() => keep.current}
      footer={footer}
    >
      {null}
    </Dialog>
  );
}

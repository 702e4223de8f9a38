"use client";

import { Button } from "./button";
import { Dialog } from "./lazy-dialog";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, and where so that it cannot be undone. */
  description: string;
  confirm: string;
  /** `primary` for what can be undone after all. */
  tone?: "danger" | "primary";
  pending?: boolean;
  onConfirm: () => void;
};

/** Asks before what cannot be undone. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  confirm,
  tone = "danger",
  pending = false,
  onConfirm,
}: Props) {
  const footer = (
    <>
      <Button onClick={() => onOpenChange(false)}>Cancel</Button>
      <Button variant={tone} disabled={pending} onClick={onConfirm}>
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} footer={footer}>
      <p className="break-words text-text-2">{description}</p>
    </Dialog>
  );
}

"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { type Notice, Toast } from "@/components/ui/toast";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { OptionProps } from "./option-dialog";

const fetchDialog = () => import("./option-dialog");

/**
 * Opens the dialog in which something is set for one URL.
 * @param props.label what the button is called, for those who cannot see where it stands
 */
export function OptionButton<Name extends string>({
  label,
  ...props
}: OptionProps<Name> & { label: string }) {
  const [open, setOpen] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);
  const close = () => setOpen(false);
  const [code, lost] = useDialogCode(fetchDialog, open, close);
  const saved = () => {
    close();
    setNotice({ tone: "ok", text: "Saved." });
  };
  return (
    <>
      <Button size="s" onClick={() => setOpen(true)} aria-label={label}>
        Edit
      </Button>
      {open && code && <code.OptionDialog {...props} onSaved={saved} onClose={close} />}
      {lost}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

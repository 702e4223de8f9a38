"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { type Notice, Toast } from "@/components/ui/toast";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { DescribeAction, Description } from "./description-dialog";

const fetchDialog = () => import("./description-dialog");

/** Opens the dialog in which a URL is given a name and a note. */
export function DescriptionButton(props: Description & { endpointID: string; save: DescribeAction }) {
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
      <Button size="s" onClick={() => setOpen(true)}>
        {props.name === null && props.note === null ? "Name" : "Edit name and note"}
      </Button>
      {open && code && <code.DescriptionDialog {...props} onSaved={saved} onClose={close} />}
      {lost}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { keptText } from "@/components/ui/kept-text";
import { type Notice, Toast } from "@/components/ui/toast";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import { type Description, descriptionFields } from "@/lib/endpoints/description";
import type { DescribeAction } from "./description-dialog";
import { keptDescription } from "./kept-description";

const fetchDialog = () => import("./description-dialog");

/** Opens the dialog in which a URL is given a name and a note. */
export function DescriptionButton(props: {
  endpointID: string;
  description: Description;
  save: DescribeAction;
}) {
  const [open, setOpen] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);
  const close = () => setOpen(false);
  // What only this tab knows, once its scripts run.
  useEffect(() => {
    if (keptText(keptDescription(props.endpointID))) setOpen(true);
  }, [props.endpointID]);
  const [code, lost] = useDialogCode(fetchDialog, open, close);
  const saved = () => {
    close();
    setNotice({ tone: "ok", text: "Saved." });
  };
  return (
    <>
      <Button size="s" onClick={() => setOpen(true)}>
        {descriptionFields.every((field) => props.description[field] === null)
          ? "Name"
          : "Edit name and note"}
      </Button>
      {open && code && <code.DescriptionDialog {...props} onSaved={saved} onClose={close} />}
      {lost}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

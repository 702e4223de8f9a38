"use client";

import type { ComponentProps } from "react";
import type { Dialog as DialogWindow } from "./dialog";
import { useDialogCode } from "./use-dialog-code";

const fetchDialog = () => import("./dialog");

/** A modal dialog whose code comes when it is first opened. */
export function Dialog(props: ComponentProps<typeof DialogWindow>) {
  const [code, notice] = useDialogCode(fetchDialog, props.open, () => props.onOpenChange(false));
  return (
    <>
      {code && <code.Dialog {...props} />}
      {notice}
    </>
  );
}

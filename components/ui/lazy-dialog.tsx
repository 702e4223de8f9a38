"use client";

import { type ComponentProps, useState } from "react";
import type { Dialog as DialogWindow } from "./dialog";
import { type Notice, Toast } from "./toast";
import { notReached } from "./use-action";
import { useFetched } from "./use-fetched";

const fetchDialog = () => import("./dialog");
const lost: Notice = { tone: "bad", text: notReached(". Try again.") };

/** A modal dialog whose code comes when it is first opened: most pages are left without. */
export function Dialog(props: ComponentProps<typeof DialogWindow>) {
  const [notice, setNotice] = useState<Notice | null>(null);
  const fetched = useFetched(fetchDialog, props.open, () => {
    setNotice(lost);
    props.onOpenChange(false);
  });
  return (
    <>
      {fetched && <fetched.Dialog {...props} />}
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

"use client";

import { type ReactNode, useState } from "react";
import { type Notice, Toast } from "./toast";
import { notReached } from "./use-action";
import { useFetched } from "./use-fetched";

const lost: Notice = { tone: "bad", text: notReached(". Try again.") };

/**
 * The code of a dialog, or of a control that few need, which comes when it is first opened: most pages are left without. Until then null.
 * @returns the code, and a notice to draw beside it where it could not be fetched
 */
export function useDialogCode<T>(
  fetch: () => Promise<T>,
  open: boolean,
  close: () => void,
): [code: T | null, notice: ReactNode] {
  const [notice, setNotice] = useState<Notice | null>(null);
  const code = useFetched(fetch, open, () => {
    setNotice(lost);
    close();
  });
  return [code, <Toast key="lost" notice={notice} onDismiss={() => setNotice(null)} />];
}

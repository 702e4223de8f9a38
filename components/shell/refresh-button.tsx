"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { isReachable } from "@/components/ui/is-reachable";
import { type Notice, Toast } from "@/components/ui/toast";
import { notReached } from "@/components/ui/use-action";
import { useKeptFocus } from "@/components/ui/use-kept-focus";

/** Draws the page anew with what the server knows now; what is typed, open or scrolled to stays. */
export function RefreshButton() {
  const router = useRouter();
  const [drawing, startDrawing] = useTransition();
  const [notice, setNotice] = useState<Notice | null>(null);
  useKeptFocus(drawing);
  const refresh = async () => {
    if (drawing) return;
    const reachable = await isReachable();
    setNotice(reachable ? null : { tone: "bad", text: notReached(". Try again.") });
    if (reachable) startDrawing(() => router.refresh());
  };
  return (
    <>
      <button
        type="button"
        onClick={refresh}
        aria-label="Refresh"
        title="Refresh"
        aria-busy={drawing}
        className="grid size-8 place-items-center rounded-lg text-text-2 hover:bg-surface-2 hover:text-text noscript:hidden"
      >
        <RefreshCw aria-hidden className={`size-4 ${drawing ? "animate-spin" : ""}`} />
      </button>
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

import { useEffect, useState } from "react";
import type { BellView } from "@/lib/notices/view";
import type { ActionResult } from "@/lib/web/result";

export type ReadBellAction = (input: Record<string, never>) => Promise<ActionResult<BellView>>;

const everyMs = 10_000;

/** What the bell shows: as the page was drawn, and anew every ten seconds while the page is looked at. */
export function useBell(drawn: BellView, read: ReadBellAction) {
  const [bell, setBell] = useState(drawn);
  const [lastDrawn, setLastDrawn] = useState(drawn);
  if (drawn !== lastDrawn) {
    setLastDrawn(drawn);
    setBell(drawn);
  }
  useEffect(() => {
    let over = false;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const result = await read({}).catch(() => null);
      if (!over && result?.ok) setBell(result.value);
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [read]);
  return [bell, setBell] as const;
}

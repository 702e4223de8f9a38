import { useEffect, useState } from "react";
import type { BellView } from "@/lib/notices/view";

const everyMs = 10_000;

/** What the bell shows just now; null where the server does not say, as for somebody who is signed out. */
export async function fetchBell(): Promise<BellView | null> {
  try {
    const response = await fetch("/administration/developer/notices/bell", { cache: "no-store" });
    return response.ok ? ((await response.json()) as BellView) : null;
  } catch {
    return null;
  }
}

/** What the bell shows: as the page was drawn, and anew every ten seconds while the page is looked at. */
export function useBell(drawn: BellView) {
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
      const now = await fetchBell();
      if (!over && now) setBell(now);
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return [bell, setBell] as const;
}

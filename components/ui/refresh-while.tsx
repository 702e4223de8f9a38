"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const everyMs = 1_500;
/** What takes longer than this is nothing to watch a page for. */
const mostOften = 20;

/** Draws the page anew every moment, for a while, as something on it is about to change; shows nothing itself. */
export function RefreshWhile({ active }: { active: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!active) return;
    let times = 0;
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      router.refresh();
      times += 1;
      if (times === mostOften) clearInterval(timer);
    }, everyMs);
    return () => clearInterval(timer);
  }, [active, router]);
  return null;
}

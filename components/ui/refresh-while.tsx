"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { useKeptFocus } from "./use-kept-focus";

/** `share`: the most of the time that may go into drawing, so that a page that is slow to draw is drawn less often. */
const paces = {
  /** Something is about to change; what takes longer than this is nothing to watch a page for. */
  moment: { everyMs: 1_500, maxTimes: 20, share: 1 },
  /** As long as somebody looks at it. */
  steady: { everyMs: 3_000, maxTimes: Number.POSITIVE_INFINITY, share: 0.1 },
};

/** However slow the last drawing was: it may have been the network. */
const maxPauseMs = 30_000;

type Props = { active: boolean; pace?: keyof typeof paces };

/**
 * Draws the page anew every moment, as something on it changes; shows nothing itself. Not while nobody looks, and not under
 * an open dialog: what it asks about must not change while it is answered.
 */
export function RefreshWhile({ active, pace = "moment" }: Props) {
  const router = useRouter();
  const [drawing, startDrawing] = useTransition();
  useKeptFocus(drawing);
  const times = useRef(0);
  const begun = useRef<number | null>(null);

  useEffect(() => {
    if (active) times.current = 0;
  }, [active]);
  useEffect(() => {
    const { everyMs, maxTimes, share } = paces[pace];
    if (!active || drawing || times.current === maxTimes) return;
    const tookMs = begun.current === null ? 0 : performance.now() - begun.current;
    begun.current = null;
    let over = false;
    let looking = false;
    const refresh = async () => {
      if (looking || !isWatched()) return;
      looking = true;
      const reachable = await isReachable();
      looking = false;
      if (over || !reachable || !isWatched()) return;
      times.current += 1;
      begun.current = performance.now();
      startDrawing(() => router.refresh());
    };
    const timer = setInterval(refresh, Math.max(everyMs, Math.min(maxPauseMs, tookMs / share - tookMs)));
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [active, drawing, pace, router]);
  return null;
}

const isWatched = () =>
  document.visibilityState === "visible" && document.querySelector("[role=dialog]") === null;

/** Asked before: a refresh that fails leaves the page for the browser's own error page, which never comes back. */
async function isReachable(): Promise<boolean> {
  const response = await fetch("/api/health/live", { cache: "no-store" }).catch(() => null);
  return response?.ok ?? false;
}

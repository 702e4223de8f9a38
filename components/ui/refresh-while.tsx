"use client";

import { useEffect, useRef } from "react";
import { useRefresh } from "./use-refresh";

/** `share`: the largest part of the time that rendering may take, so that a slow page is refreshed less often. */
const paces = {
  /** Something is about to change, within half a minute. */
  moment: { everyMs: 1_500, maxTimes: 20, share: 1 },
  /** As long as the page is visible. */
  steady: { everyMs: 3_000, maxTimes: Number.POSITIVE_INFINITY, share: 0.1 },
};

/** Even after a slow refresh: it may have been the network. */
const maxPauseMs = 30_000;

type Props = { active: boolean; pace?: keyof typeof paces };

/**
 * Refreshes the page at intervals while something on it changes; renders nothing itself. It pauses while the page is hidden, and
 * under an open dialog, whose question must not change while it is answered.
 */
export function RefreshWhile({ active, pace = "moment" }: Props) {
  const [refresh, drawing] = useRefresh();
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
    let checking = false;
    const look = async () => {
      if (checking) return;
      checking = true;
      await refresh(() => {
        if (over) return false;
        times.current += 1;
        begun.current = performance.now();
        return true;
      });
      checking = false;
    };
    const timer = setInterval(look, Math.max(everyMs, Math.min(maxPauseMs, tookMs / share - tookMs)));
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [active, drawing, pace, refresh]);
  return null;
}

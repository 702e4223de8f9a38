"use client";

import { useSyncExternalStore } from "react";
import { exactTimes, utcTime } from "./exact-time";

const never = () => () => {};
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const one of listeners) one();
  }, 5_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * "12 s ago", kept current, or as of when the page was made where no script runs; the exact time on hover, on the reader's clock and in
 * UTC. The server does not know that clock and gives UTC alone.
 */
export function RelativeTime({ at }: { at: string }) {
  const since = () => relative(Date.now() - Date.parse(at));
  const text = useSyncExternalStore(subscribe, since, since);
  const exact = useSyncExternalStore(
    never,
    () => exactTimes(at),
    () => utcTime(at),
  );
  return (
    // Some time passes between the page and its scripts.
    <time dateTime={at} title={exact} className="whitespace-nowrap" suppressHydrationWarning>
      {text}
    </time>
  );
}

function relative(passedMs: number): string {
  const seconds = Math.max(0, Math.round(passedMs / 5_000) * 5);
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

"use client";

import { useEffect, useState } from "react";
import { exactTimes, utcTime } from "./exact-time";

/**
 * "in 4 m 10 s", counting down, as exact as it matters; the exact time on the reader's clock and in UTC on hover. Says `due` once
 * it has passed.
 */
export function Countdown({ at, due = "now" }: { at: string; due?: string }) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={now === null ? utcTime(at) : exactTimes(at)}>
      {now === null ? `at ${at.slice(11, 16)} UTC` : remaining(Date.parse(at) - now, due)}
    </time>
  );
}

function remaining(leftMs: number, due: string): string {
  const seconds = Math.ceil(leftMs / 1_000);
  if (seconds <= 0) return due;
  if (seconds < 60) return `in ${seconds} s`;
  if (seconds < 600) return `in ${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  if (seconds < 3_600) return `in ${Math.floor(seconds / 60)} m`;
  if (seconds < 36_000) return `in ${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} m`;
  return `in ${Math.floor(seconds / 3_600)} h`;
}

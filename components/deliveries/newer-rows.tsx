"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { grouped } from "@/lib/plural";
import type { Count } from "@/lib/stats/count";

/**
 * Says how many rows came since the page was drawn. Nothing jumps: they appear when the reader asks for them, and the focus goes to
 * the rows.
 */
export function NewerRows({
  newer,
  rowsId,
}: {
  newer: Count;
  /** The element that takes the focus. */
  rowsId: string;
}) {
  const router = useRouter();
  const [showing, startShowing] = useTransition();
  const asked = useRef(false);
  useEffect(() => {
    if (showing || !asked.current) return;
    asked.current = false;
    document.getElementById(rowsId)?.focus({ preventScroll: true });
  }, [showing, rowsId]);
  const show = () => {
    asked.current = true;
    startShowing(() => router.refresh());
  };
  if (newer.count === 0) return null;
  return (
    <button
      type="button"
      aria-busy={showing}
      onClick={show}
      className="w-full border-b border-info-line bg-info-soft py-1.5 text-[13px] font-semibold text-info"
    >
      {grouped(newer.count)}
      {newer.atLeast ? " or more" : ""} new · show
    </button>
  );
}

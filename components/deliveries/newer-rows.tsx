"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import type { LogFilter } from "@/lib/deliveries/log-schema";
import type { Count } from "@/lib/stats/count";
import type { ActionResult } from "@/lib/web/result";

const everyMs = 3_000;

/**
 * Says how many rows came since the page was drawn. Nothing jumps: they appear when the reader asks for them, and the focus goes to
 * the rows. A screen reader says once that there are new ones, not each time there are more.
 */
export function NewerRows({
  top,
  filter,
  rowsId,
  count,
}: {
  /** The cut above the newest row shown. */
  top: string;
  filter: LogFilter;
  /** The element that takes the focus. */
  rowsId: string;
  count: (input: { top: string; filter: LogFilter }) => Promise<ActionResult<Count>>;
}) {
  const router = useRouter();
  const [newer, setNewer] = useState<Count | null>(null);
  const [showing, startShowing] = useTransition();
  const asked = useRef(false);
  const filterText = JSON.stringify(filter);
  useEffect(() => {
    let over = false;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const result = await count({ top, filter: JSON.parse(filterText) }).catch(() => null);
      if (!over && result?.ok) setNewer(result.value.count > 0 ? result.value : null);
    };
    const timer = setInterval(look, everyMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [top, filterText, count]);
  useEffect(() => {
    if (showing || !asked.current) return;
    asked.current = false;
    setNewer(null);
    document.getElementById(rowsId)?.focus({ preventScroll: true });
  }, [showing, rowsId]);
  const show = () => {
    asked.current = true;
    startShowing(() => router.refresh());
  };
  return (
    <>
      <p aria-live="polite" className="sr-only">
        {newer && "There are new rows; “new · show” above the table brings them."}
      </p>
      {newer && (
        <button
          type="button"
          aria-busy={showing}
          onClick={show}
          className="w-full border-b border-info-line bg-info-soft py-1.5 text-[13px] font-semibold text-info"
        >
          {newer.count.toLocaleString("en-US")}
          {newer.atLeast ? " or more" : ""} new · show
        </button>
      )}
    </>
  );
}

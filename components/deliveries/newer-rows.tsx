"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { DeliveryFilter } from "@/lib/deliveries/schema";
import type { ActionResult } from "@/lib/web/result";

const everyMs = 3_000;

/** Says how many deliveries came since the page was drawn. Nothing jumps: they appear when the reader asks for them. */
export function NewerRows({
  latest,
  filter,
  count,
}: {
  /** The newest deliveryID shown. */
  latest: string;
  filter: DeliveryFilter;
  count: (input: { latest: string; filter: DeliveryFilter }) => Promise<ActionResult<number>>;
}) {
  const router = useRouter();
  const [newer, setNewer] = useState(0);
  const filterText = JSON.stringify(filter);
  useEffect(() => {
    let over = false;
    setNewer(0);
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const result = await count({ latest, filter: JSON.parse(filterText) }).catch(() => null);
      if (!over && result?.ok) setNewer(result.value);
    };
    const timer = setInterval(look, everyMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [latest, filterText, count]);
  return (
    <div aria-live="polite">
      {newer > 0 && (
        <button
          type="button"
          onClick={() => router.refresh()}
          className="w-full border-b border-info-line bg-info-soft py-1.5 text-[13px] font-semibold text-info"
        >
          {newer >= 1_000 ? "1,000 or more" : newer} new · show
        </button>
      )}
    </div>
  );
}

"use client";

import { useEffect, useState } from "react";
import { Spinner } from "@/components/ui/spinner";

/** Shown while rows are read; after a second it says for how long. */
export function Counting() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div role="status" className="flex items-center gap-2.5 px-1 py-6 text-text-2">
      <Spinner />
      <span>Comparing changes, deliveries and attempts …</span>
      {seconds > 0 && <span aria-hidden>{seconds} s</span>}
    </div>
  );
}

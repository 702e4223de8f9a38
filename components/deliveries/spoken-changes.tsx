"use client";

import { useEffect, useRef, useState } from "react";
import { countText } from "@/lib/stats/count";
import type { Followed } from "./use-followed";

/** Screen readers are told so often at most, of all that changed meanwhile. */
const everyMs = 20_000;

/** One calm sentence for screen readers on what changed, now and then. */
export function SpokenChanges({ followed }: { followed: Followed }) {
  const [spoken, setSpoken] = useState("");
  const sentence = useRef("");
  useEffect(() => {
    sentence.current = sentenceOf(followed);
  }, [followed]);
  useEffect(() => {
    const timer = setInterval(() => setSpoken(sentence.current), everyMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <p role="status" className="sr-only">
      {spoken}
    </p>
  );
}

function sentenceOf({ views, newer }: Followed): string {
  const of = (wanted: string) =>
    [...views.values()].filter(({ delivery }) => delivery.status === wanted).length;
  const [delivered, failed, others] = [of("delivered"), of("failed"), of("pending") + of("cancelled")];
  const parts = [
    ...(delivered > 0 ? [`${delivered} delivered`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(others > 0 ? [`${others} changed otherwise`] : []),
    ...(newer.count > 0 ? [`${countText(newer)} new`] : []),
  ];
  return parts.length > 0 ? `Since the page was loaded: ${parts.join(", ")}.` : "";
}

"use client";

import { createContext, type RefObject, useContext, useEffect, useRef } from "react";
import type { DeliveryView } from "@/lib/deliveries/view";
import type { Followed } from "./use-followed";

/** What is told of the rows inside; null where the page is not live. What keeps it current is `./live-deliveries`. */
export const Live = createContext<Followed | null>(null);

const markedMs = 1_600;

/** A delivery as it is now, and how often it has changed since the page was drawn; as given where the page is not live. */
export function useLiveDelivery<T extends DeliveryView | null>(
  given: T,
): { delivery: T | DeliveryView; changes: number } {
  return useContext(Live)?.views.get(given?.deliveryID ?? "") ?? { delivery: given, changes: 0 };
}

/**
 * Marks an element for a moment at each change that shows; without fading for those who want no motion.
 * @param changes since the page was drawn; of what was drawn anew nothing is marked
 * @param shown all that the element shows
 */
export function useMarkedChanges<T extends HTMLElement>(changes: number, shown: string): RefObject<T | null> {
  const marked = useRef<T>(null);
  const before = useRef(shown);
  useEffect(() => {
    const isSame = before.current === shown;
    before.current = shown;
    if (isSame || changes === 0) return;
    const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    marked.current?.animate([{ backgroundColor: "var(--info-soft)" }, { backgroundColor: "transparent" }], {
      duration: markedMs,
      easing: isStill ? "steps(1, end)" : "ease-in",
    });
  }, [changes, shown]);
  return marked;
}

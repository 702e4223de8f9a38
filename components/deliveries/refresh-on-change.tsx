"use client";

import { useEffect, useRef } from "react";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { useRefresh } from "@/components/ui/use-refresh";
import type { DeliveryView } from "@/lib/deliveries/view";
import { type Followed, useFollowed } from "./use-followed";

/** After a refresh that could not be made, such as under an open dialog, it is tried again so often. */
const againMs = 1_000;

/** Draws the page of a delivery anew each time the delivery changes; renders nothing itself. */
export function RefreshOnChange({ delivery }: { delivery: DeliveryView }) {
  const followed = useFollowed([delivery], null);
  useRefreshOnChange(followed);
  return <RefreshWhile active={followed.state === "refused"} pace="steady" />;
}

/** Draws the page anew each time one of these deliveries changes. */
export function useRefreshOnChange({ views }: Followed): void {
  const [refresh, drawing] = useRefresh();
  const drawnFor = useRef<string | null>(null);
  const newest = views.size === 0 ? null : JSON.stringify([...views.values()]);

  useEffect(() => {
    if (newest === null || drawing || drawnFor.current === newest) return;
    let over = false;
    const draw = async () => {
      if (await refresh(() => !over)) drawnFor.current = newest;
    };
    void draw();
    const timer = setInterval(draw, againMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [newest, drawing, refresh]);
}

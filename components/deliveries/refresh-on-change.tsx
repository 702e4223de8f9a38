"use client";

import { useEffect, useRef } from "react";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { useRefresh } from "@/components/ui/use-refresh";
import type { DeliveryView } from "@/lib/deliveries/view";
import { useFollowed } from "./use-followed";

/** After a refresh that could not be made, such as under an open dialog, it is tried again so often. */
const againMs = 1_000;

/** Draws the page of a delivery anew each time the delivery changes; renders nothing itself. */
export function RefreshOnChange({ delivery }: { delivery: DeliveryView }) {
  const { views, state } = useFollowed([delivery], null);
  const changes = views.get(delivery.deliveryID)?.changes ?? 0;
  const [refresh, drawing] = useRefresh();
  const drawnFor = useRef<string | null>(null);
  const newest = JSON.stringify(views.get(delivery.deliveryID)?.delivery ?? delivery);

  useEffect(() => {
    if (changes === 0 || drawing || drawnFor.current === newest) return;
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
  }, [changes, newest, drawing, refresh]);
  return <RefreshWhile active={state === "refused"} pace="steady" />;
}

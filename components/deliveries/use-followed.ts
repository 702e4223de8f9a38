"use client";

import { useEffect, useState } from "react";
import { maxLiveRows } from "@/lib/deliveries/live-rows";
import type { FollowDeliveries } from "@/lib/deliveries/live-schema";
import type { DeliveryView } from "@/lib/deliveries/view";
import type { Count } from "@/lib/stats/count";
import { type FollowState, follow } from "./follow";

const path = "/administration/developer/deliveries/live";

/** What came since the page was drawn: newest views, how often each changed, how many rows are newer. */
export type Followed = {
  views: ReadonlyMap<string, { delivery: DeliveryView; changes: number }>;
  newer: Count;
  state: FollowState;
};

const nothing: Followed = { views: new Map(), newer: { count: 0, atLeast: false }, state: "live" };

/**
 * Follows these deliveries while the page is visible (docs/decisions/0045). When the page is drawn anew with others, or with
 * other views of them, it begins anew: the server's answer to that is newer than what came before.
 */
export function useFollowed(given: readonly DeliveryView[], newer: FollowDeliveries["newer"]): Followed {
  const drawn = JSON.stringify(given.slice(0, maxLiveRows));
  const about: FollowDeliveries = { ids: given.slice(0, maxLiveRows).map((one) => one.deliveryID), newer };
  const url = `${path}?${new URLSearchParams({ follow: JSON.stringify(about) })}`;
  const key = `${url} ${drawn}`;
  const [kept, setKept] = useState({ key, followed: nothing });

  useEffect(() => {
    const change = (next: (before: Followed) => Followed) =>
      setKept((before) => ({ key, followed: next(before.key === key ? before.followed : nothing) }));
    const known = new Map((JSON.parse(drawn) as DeliveryView[]).map((one) => [one.deliveryID, one]));
    return follow(url, {
      onState: (state) => change((before) => ({ ...before, state })),
      onEvent: ({ name, text }) => {
        if (name === "newer") return change((before) => ({ ...before, newer: JSON.parse(text) }));
        if (name !== "rows") return;
        const changed = (JSON.parse(text) as DeliveryView[]).filter(
          (one) => JSON.stringify(one) !== JSON.stringify(known.get(one.deliveryID)),
        );
        for (const one of changed) known.set(one.deliveryID, one);
        if (changed.length > 0)
          change((before) => ({ ...before, views: withChanges(before.views, changed) }));
      },
    });
  }, [url, drawn, key]);
  return kept.key === key ? kept.followed : nothing;
}

function withChanges(views: Followed["views"], changed: DeliveryView[]): Followed["views"] {
  const next = new Map(views);
  for (const delivery of changed) {
    const changes = (views.get(delivery.deliveryID)?.changes ?? 0) + 1;
    next.set(delivery.deliveryID, { delivery, changes });
  }
  return next;
}

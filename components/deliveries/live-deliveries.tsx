"use client";

import { RefreshWhile } from "@/components/ui/refresh-while";
import type { FollowDeliveries } from "@/lib/deliveries/live-schema";
import type { DeliveryView } from "@/lib/deliveries/view";
import type { FollowState } from "./follow";
import { Live } from "./live-delivery";
import { NewerRows } from "./newer-rows";
import { useRefreshOnChange } from "./refresh-on-change";
import { SpokenChanges } from "./spoken-changes";
import { type Followed, useFollowed } from "./use-followed";

/**
 * Keeps the rows inside current while the page is open. New deliveries wait behind a bar that says how many there are.
 * @param newer what new ones are counted from; null where there is no bar
 * @param rowsId the element that takes the focus when new ones are shown
 * @param refreshesPage whether the rest of the page sums them up, and is drawn anew when one changes
 */
export function LiveDeliveries({
  deliveries,
  newer,
  rowsId = "",
  refreshesPage = false,
  children,
}: {
  deliveries: DeliveryView[];
  newer: FollowDeliveries["newer"];
  rowsId?: string;
  refreshesPage?: boolean;
  children: React.ReactNode;
}) {
  const followed = useFollowed(deliveries, newer);
  return (
    <Live value={followed}>
      <Trouble state={followed.state} />
      <NewerRows newer={followed.newer} rowsId={rowsId} />
      <SpokenChanges followed={followed} />
      {refreshesPage && <RefreshPage followed={followed} />}
      {children}
    </Live>
  );
}

function RefreshPage({ followed }: { followed: Followed }) {
  useRefreshOnChange(followed);
  return null;
}

/** Why the rows are not current, where they are not. */
function Trouble({ state }: { state: FollowState }) {
  if (state === "live") return null;
  const sentence = {
    reconnecting: "Reconnecting… The rows may be out of date.",
    refused: "Refreshed every few seconds: too many pages are open for live rows.",
    signed_out: "You are signed out: rows no longer change. Reload the page to sign in again.",
    forbidden: "Your role no longer shows deliveries: rows no longer change.",
  }[state];
  return (
    <>
      <p role="status" className="border-b border-warn/40 bg-warn-soft px-4 py-1.5 text-[13px] text-warn">
        {sentence}
      </p>
      <RefreshWhile active={state === "refused"} pace="steady" />
    </>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useKeyedAction } from "@/components/ui/use-keyed-action";
import type { DeliveryView } from "@/lib/deliveries/view";
import type { ActionResult } from "@/lib/web/result";

export type ResendAction = (input: {
  deliveryID: string;
  idempotencyKey: string;
}) => Promise<ActionResult<DeliveryView>>;

/** Sends one delivery again, at once. In a row its name says which one. */
export function ResendButton({
  deliveryID,
  resend,
  inRow = false,
}: {
  deliveryID: string;
  resend: ResendAction;
  inRow?: boolean;
}) {
  const router = useRouter();
  const [run, busy] = useKeyedAction<{ deliveryID: string }, DeliveryView>(resend);
  const [notice, setNotice] = useState<Notice | null>(null);

  const clicked = () =>
    run({ deliveryID }, (result) => {
      setNotice(noticeOf(result, () => `${deliveryID} is sent again now.`));
      router.refresh();
    });

  return (
    <>
      <Button size={inRow ? "s" : "m"} aria-busy={busy} onClick={clicked}>
        <span>
          Resend
          {inRow && <span className="sr-only"> {deliveryID}</span>}
        </span>
      </Button>
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Toast } from "@/components/ui/toast";
import type { DeliveryView } from "@/lib/deliveries/view";
import type { ActionResult } from "@/lib/web/result";

export type ResendAction = (input: { deliveryID: string }) => Promise<ActionResult<DeliveryView>>;

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
  const [busy, startAction] = useTransition();
  const [notice, setNotice] = useState<{ tone: "ok" | "bad"; text: string } | null>(null);

  const clicked = () =>
    startAction(async () => {
      const result = await resend({ deliveryID }).catch(() => null);
      startAction(() => {
        setNotice(
          result?.ok
            ? { tone: "ok", text: `${deliveryID} is sent again now.` }
            : { tone: "bad", text: result?.message ?? "Callboard could not be reached. Try again." },
        );
        router.refresh();
      });
    });

  return (
    <>
      <Button size={inRow ? "s" : "m"} aria-busy={busy} onClick={() => !busy && clicked()}>
        <span>
          Resend
          {inRow && <span className="sr-only"> {deliveryID}</span>}
        </span>
      </Button>
      {notice && (
        <Toast tone={notice.tone} onDismiss={() => setNotice(null)}>
          {notice.text}
        </Toast>
      )}
    </>
  );
}

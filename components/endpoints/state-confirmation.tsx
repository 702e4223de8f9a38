"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { plural } from "@/lib/plural";
import { type Count, countText } from "@/lib/stats/count";

type Props = {
  url: string;
  suspended: boolean;
  pending: Count;
  busy: boolean;
  onClose: () => void;
  onConfirm: () => void;
};

/** Asks before a URL is suspended or resumed, and says what that does. */
export function StateConfirmation({ url, suspended, pending, busy, onClose, onConfirm }: Props) {
  const texts = suspended
    ? {
        title: "Resume this URL?",
        confirm: "Resume",
        description:
          pending.count === 0
            ? `${url} gets callbacks again from the next event on.`
            : `${url} gets callbacks again, and the ${countText(pending)} ${plural(pending.count, "delivery", "deliveries")} that waited for it now.`,
      }
    : {
        title: "Suspend this URL?",
        confirm: "Suspend",
        description: `${url} gets no calls until somebody resumes it. What is due meanwhile waits and is sent then; a call already under way ends.`,
      };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      {...texts}
      tone="primary"
      pending={busy}
      onConfirm={onConfirm}
    />
  );
}

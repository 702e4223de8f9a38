"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/lazy-dialog";
import { Spinner } from "@/components/ui/spinner";
import { visibleText } from "@/components/ui/visible-text";
import { isOneWaiting, type WaitingFor, waitingTexts } from "@/lib/cancellations/view";

/** Asks, before a save, about what waits for the URLs that go with it. */
export function CancelConfirmation({
  waiting,
  saving,
  onKeep,
  onCancel,
}: {
  waiting: WaitingFor[];
  saving: boolean;
  onKeep: () => void;
  onCancel: () => void;
}) {
  const texts = waitingTexts(waiting);
  const one = isOneWaiting(waiting);
  const footer = (
    <>
      <Button onClick={onKeep}>Keep editing</Button>
      <Button variant="danger" onClick={onCancel} disabled={saving} aria-busy={saving}>
        {saving && <Spinner />}
        {one ? "Cancel it" : "Cancel them"}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onKeep()}
      title={one ? "Cancel a waiting delivery?" : "Cancel waiting deliveries?"}
      footer={footer}
    >
      {texts.length === 1 ? (
        <p className="break-words">This cancels {visibleText(texts[0] ?? "")}.</p>
      ) : (
        <div>
          <p>This cancels</p>
          <ul className="mt-1 list-disc pl-4.5 break-words">
            {texts.map((text) => (
              <li key={text}>{visibleText(text)}</li>
            ))}
          </ul>
        </div>
      )}
      <p className="mt-2 text-text-2">
        {one ? "It is" : "They are"} not sent any more. You can undo this right after saving, or later in
        History.
      </p>
    </Dialog>
  );
}

"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Help } from "@/components/ui/help";
import { Note } from "@/components/ui/note";
import { Pill } from "@/components/ui/pill";
import { Spinner } from "@/components/ui/spinner";
import type { Notice } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import { eventTypesText } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import type { OrderInput } from "@/lib/webhooks/schema";
import type { OrderOutcome, OrderView } from "@/lib/webhooks/view";

type SaveOrderAction = (input: OrderInput) => Promise<ActionResult<OrderOutcome>>;

const question = "Keep the order of each instance";
const types = eventTypesText("and");

/** Order is rarely changed: the page is left without the code of its switch until somebody wants to. */
const fetchSwitch = () => import("@/components/ui/switch");
const focus = (control: HTMLElement | null) => control?.focus();

/** Whether callbacks of one instance keep their order: saved as soon as it is switched, and said how that went. */
export function OrderCard({ order, save }: { order: OrderView; save: SaveOrderAction }) {
  const id = useId();
  const [answered, setAnswered] = useState(order);
  const [requested, setRequested] = useState<boolean | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [changing, setChanging] = useState(false);
  const [code, lost] = useDialogCode(fetchSwitch, changing, () => setChanging(false));
  // Whichever is newer: what the page was drawn with, or what the last save answered.
  const current = (answered.updatedAt ?? "") > (order.updatedAt ?? "") ? answered : order;
  const on = requested ?? current.ordered;

  const [run] = useAction(save, ", so it is not known whether this was saved. Reload the page.");
  const change = (ordered: boolean) => {
    if (requested !== null) return;
    setRequested(ordered);
    setNotice(null);
    run({ version: current.version, ordered }, (result) => {
      setRequested(null);
      if (!result.ok) return setNotice({ tone: "bad", text: result.message });
      if (result.value.kind === "conflict") {
        setAnswered(result.value.current);
        return setNotice({ tone: "warn", text: result.value.message });
      }
      setAnswered(result.value.order);
      setNotice({ tone: "ok", text: ordered ? "Saved. From the next event on." : "Saved. From now on." });
    });
  };

  return (
    <Card title="Order">
      <div className="px-4 py-3">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <label htmlFor={code ? `${id}-switch` : undefined} className="font-medium">
            {question}
          </label>
          {code ? (
            <code.Switch
              ref={focus}
              id={`${id}-switch`}
              checked={on}
              onCheckedChange={change}
              describedBy={`${id}-meaning`}
              busy={requested !== null}
            />
          ) : (
            <>
              <Pill tone={on ? "ok" : "idle"}>{on ? "On" : "Off"}</Pill>
              <Button
                size="s"
                aria-busy={changing}
                aria-label={`Change: ${question}`}
                onClick={() => setChanging(true)}
              >
                Change
              </Button>
            </>
          )}
          <Help about={question}>
            <p>
              {types.charAt(0).toUpperCase() + types.slice(1)} of one instance reach each URL in this order,
              also when the first fails: the later ones wait until the earlier one is delivered, failed or
              cancelled.
            </p>
            <p className="mt-2">
              What it costs: while a call is retried, everything later of that instance waits for that URL, as
              long as the retries take, and its callbacks go out one at a time. Other instances and other URLs
              are not held up.
            </p>
            <p className="mt-2">It applies to events from now on.</p>
          </Help>
          <span role="status" className="flex items-center gap-1.5 text-[12.5px] text-text-2">
            {requested !== null && <Spinner />}
            {requested !== null ? "Saving …" : notice?.tone === "ok" ? notice.text : ""}
          </span>
        </div>
        <p id={`${id}-meaning`} className="mt-1 text-[12.5px] text-text-2">
          {on
            ? "Callbacks of one instance reach a URL one after the other, in the order of its events."
            : "Each callback goes out as soon as it can: after a failed call, a later event of the same instance may arrive first."}
        </p>
        {lost}
        {notice && notice.tone !== "ok" && (
          <div className="mt-2">
            <Note tone={notice.tone}>{notice.text}</Note>
          </div>
        )}
      </div>
    </Card>
  );
}

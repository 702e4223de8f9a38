"use client";

import { useId, useState } from "react";
import { Card } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { RelativeTime } from "@/components/ui/relative-time";
import { Spinner } from "@/components/ui/spinner";
import { Switch } from "@/components/ui/switch";
import type { Notice } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { MailSubscription } from "@/lib/notices/view";
import type { ActionResult } from "@/lib/web/result";
import { MailProblem } from "./mail-problem";

type Props = {
  email: string;
  subscription: MailSubscription;
  save: (input: { mails: boolean }) => Promise<ActionResult<void>>;
};

/** Whether the reader gets notices by email: saved as soon as it is switched. */
export function MailCard({ email, subscription, save }: Props) {
  const { available, mails, mailedAt } = subscription;
  const id = useId();
  const [requested, setRequested] = useState<boolean | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [run] = useAction(save, ", so it is not known whether this was saved. Reload the page.");
  const change = (to: boolean) => {
    if (requested !== null) return;
    setRequested(to);
    setNotice(null);
    run({ mails: to }, (result) => {
      setRequested(null);
      setNotice(
        result.ok
          ? { tone: "ok", text: to ? "Saved. From the next notice on." : "Saved. No more mails." }
          : { tone: "bad", text: result.message },
      );
    });
  };
  if (!available && !mails) {
    return (
      <Card title="Notices by email">
        <p className="p-4 text-text-2">
          Callboard sends no mail here. To change that, an operator sets SMTP_URL and SMTP_FROM.
        </p>
      </Card>
    );
  }
  return (
    <Card title="Notices by email">
      <div className="flex flex-col gap-2 px-4 py-3">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <label htmlFor={`${id}-switch`} className="font-medium">
            Send me notices by email
          </label>
          <Switch
            id={`${id}-switch`}
            checked={requested ?? mails}
            onCheckedChange={change}
            describedBy={`${id}-meaning`}
            busy={requested !== null}
          />
          <span role="status" className="flex items-center gap-1.5 text-[12.5px] text-text-2">
            {requested !== null && <Spinner />}
            {requested !== null ? "Saving …" : notice?.tone === "ok" ? notice.text : ""}
          </span>
        </div>
        <p id={`${id}-meaning`} className="text-[13px] break-words text-text-2">
          To {email}: when a URL fails, is suspended or works again, when deliveries are given up, and when a
          client certificate ends. At once, then at most once an hour with all that happened since.
          {mailedAt && (
            <>
              {" "}
              Last mail: <RelativeTime at={mailedAt} />.
            </>
          )}
        </p>
        {notice && notice.tone !== "ok" && <Note tone={notice.tone}>{notice.text}</Note>}
        <MailProblem subscription={subscription} />
      </div>
    </Card>
  );
}

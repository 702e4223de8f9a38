"use client";

import { type ReactNode, useId, useRef, useState } from "react";
import { Card } from "@/components/ui/card";
import type { AttemptView } from "@/lib/deliveries/view";
import { AttemptMessages } from "./attempt-messages";
import { AttemptTimeline, type ResendLinks } from "./attempt-timeline";
import { AttemptTimesTable } from "./attempt-times-table";

type Props = {
  /** The newest first, at least one. */
  attempts: [AttemptView, ...AttemptView[]];
  url: string;
  resendLinks: ResendLinks;
  /** How many there are, of how many. */
  count: string;
  /** The attempts still to come. */
  ahead: ReactNode;
};

/** The attempts, and beside them what the chosen one sent and got: the newest, until another is chosen. */
export function Attempts({ attempts, url, resendLinks, count, ahead }: Props) {
  const [chosen, setChosen] = useState<number | null>(null);
  const messagesId = useId();
  const messages = useRef<HTMLDivElement>(null);
  const shown = attempts.find(({ number }) => number === chosen) ?? attempts[0];

  const choose = (number: number) => {
    setChosen(number === attempts[0].number ? null : number);
    messages.current?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div className="grid gap-4 min-[1100px]:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <Card
        title="Attempts"
        aside={<span className="text-[12.5px] text-text-2">{count}</span>}
        className="self-start"
      >
        {ahead}
        <AttemptTimeline
          attempts={attempts}
          resendLinks={resendLinks}
          selected={shown.number}
          onSelect={choose}
          messagesId={messagesId}
        />
        <AttemptTimesTable attempts={attempts} />
      </Card>
      <div
        id={messagesId}
        ref={messages}
        className="min-w-0 min-[1100px]:sticky min-[1100px]:top-4 min-[1100px]:self-start"
      >
        <Card title={`Request and response of attempt ${shown.number}`}>
          <AttemptMessages attempt={shown} url={url} />
        </Card>
      </div>
    </div>
  );
}

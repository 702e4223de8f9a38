"use client";

import { type Ref, useId } from "react";
import { Help } from "@/components/ui/help";
import { NumberedTextArea } from "@/components/ui/numbered-text-area";
import { Switch } from "@/components/ui/switch";
import type { AllowRule } from "@/lib/address/allow-list";
import { checkCallbackLines } from "@/lib/callback/url-lines";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";
import type { WebhooksView } from "@/lib/webhooks/view";
import { RequestPreview, type TestAction } from "./request-preview";

export type Draft = { enabled: boolean; urls: string };
export type Problem = { line?: number; message: string };

type Props = {
  eventType: EventType;
  draft: Draft;
  problems: Problem[];
  allow: readonly AllowRule[];
  inactive: WebhooksView["inactive"];
  onChange: (draft: Draft) => void;
  test: TestAction;
  inputRef: Ref<HTMLTextAreaElement>;
};

/** What the dialog holds for one event type: switch, help, URLs, what is wrong with them and what they will send. */
export function CallbackSection({
  eventType,
  draft,
  problems,
  allow,
  inactive,
  onChange,
  test,
  inputRef,
}: Props) {
  const id = useId();
  const label = eventTypeLabels[eventType];
  const question = `Enable ${label} Callback?`;
  const { lines } = checkCallbackLines(draft.urls, allow);
  const badLines = new Set(problems.flatMap(({ line }) => (line === undefined ? [] : [line])));
  return (
    <section aria-labelledby={`${id}-label`} className="mt-4.5">
      <div className="mb-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <label id={`${id}-label`} htmlFor={`${id}-switch`} className="font-semibold">
          {question}
        </label>
        <Switch
          id={`${id}-switch`}
          checked={draft.enabled}
          onCheckedChange={(enabled) => onChange({ ...draft, enabled })}
        />
        <Help about={question.slice(0, -1)}>
          Calls each URL below every time a process instance is <strong>{eventType}</strong>: an HTTP GET with
          the parameters <code>instanceID</code>, <code>processName</code> and{" "}
          <code>eventType={eventType}</code>. One URL per line.
        </Help>
        <span className="ml-auto text-[12.5px] text-text-2">{summary(draft.enabled, lines.length)}</span>
      </div>
      <NumberedTextArea
        label={`${label} callback URLs`}
        value={draft.urls}
        onChange={(urls) => onChange({ ...draft, urls })}
        placeholder={`example: https://my-service.com/instance${label}`}
        badLines={badLines}
        invalid={problems.length > 0}
        describedBy={problems.length > 0 ? `${id}-problems` : undefined}
        inputRef={inputRef}
      />
      {problems.length > 0 && (
        <ul id={`${id}-problems`} className="mt-1.5 text-[13px] text-bad">
          {problems.map(({ message }) => (
            <li key={message} className="break-words">
              {message}
            </li>
          ))}
        </ul>
      )}
      {lines.length > 0 && (
        <ul aria-label={`Requests for ${label}`} className="mt-2 border-l-[3px] border-line pl-3">
          {lines.map((checked) => (
            <RequestPreview
              key={checked.url}
              checked={checked}
              state={inactive.find(({ url }) => url === checked.url)?.state ?? "active"}
              eventType={eventType}
              test={test}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function summary(enabled: boolean, count: number): string {
  const urls = `${count} URL${count === 1 ? "" : "s"}`;
  if (enabled) return urls;
  return count === 0 ? "off" : `off · ${urls} kept, nothing is sent`;
}

"use client";

import { memo, type Ref, useId, useRef, useState } from "react";
import { goToLine, NumberedTextArea } from "@/components/ui/numbered-text-area";
import { useStable } from "@/components/ui/use-stable";
import { type LineError, replaceUrl, type UrlRules } from "@/lib/callback/url-lines";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";
import { CurrentLine } from "./current-line";
import type { DialogActions } from "./dialog-actions";
import type { Draft } from "./drafts";
import { GutterMark } from "./gutter-mark";
import { type KnownUrl, problemToTell, summary } from "./line-marks";
import { SectionHead } from "./section-head";
import { useEntered } from "./use-entered";
import { useLines } from "./use-lines";
import { useTypingLine } from "./use-typing-line";

type Props = {
  eventType: EventType;
  draft: Draft;
  /** Listed once OK was pressed. */
  problems: LineError[];
  rules: UrlRules;
  known: readonly KnownUrl[];
  /** Narrow screens show the line under the cursor of one section, so that all three switches are in sight. */
  isCurrent: boolean;
  /** This and the functions below stay the same from one rendering to the next: typing draws one section. */
  onEnter: (eventType: EventType) => void;
  onChange: (eventType: EventType, draft: Draft) => void;
  actions: DialogActions;
  inputRef: (eventType: EventType, area: HTMLTextAreaElement | null) => void;
  switchRef: Ref<HTMLButtonElement> | undefined;
};

/** The dialog's three text areas share what the window has left, so that all three switches are in sight. */
const maxHeight =
  "max-h-[calc(round(down,clamp(38px,(94dvh-540px)/3,171px),19px)+14px)] sm:max-h-[calc(round(down,clamp(57px,(94dvh-445px)/3,171px),19px)+14px)]";

/** What the dialog holds for one event type: switch, help, its URLs with a mark each, and the line under the cursor in full. */
export const CallbackSection = memo(function CallbackSection(props: Props) {
  const { eventType, draft, problems, rules, known, actions } = props;
  const id = useId();
  const label = eventTypeLabels[eventType];
  const area = useRef<HTMLTextAreaElement>(null);
  const [line, setLine] = useState(1);
  const { typing, typed: typedIn, left } = useTypingLine();
  const lines = useLines({ eventType, text: draft.urls, problems, rules, known, typing, actions });
  const { typed, marked } = lines;

  const typedUrl = (draft.urls.split("\n")[line - 1] ?? "").trim();
  const problem = problemToTell(typed, marked, line);
  const isListed = problems.length > 0;
  const describedBy =
    [isListed && `${id}-problems`, typed.entered > 0 && `${id}-detail`].filter(Boolean).join(" ") ||
    undefined;
  const goTo = (to: number) => {
    setLine(to);
    if (area.current) goToLine(area.current, to);
  };
  const rewrite = (url: string) => {
    props.onChange(eventType, { ...draft, urls: replaceUrl(draft.urls, line, typedUrl, url) });
    // The button goes with the note.
    goTo(line);
  };
  const testLine = useStable((at: number) => {
    goTo(at);
    const url = marked.get(at)?.url;
    if (url !== undefined) void lines.run(url);
  });
  const marks = new Map(
    [...marked].map(([at, one]) => [
      at,
      <GutterMark
        key={at}
        mark={one.mark}
        // The line under the cursor has its button below.
        testLabel={one.url === undefined || at === line ? null : `Test ${label} line ${at}`}
        line={at}
        onTest={testLine}
      />,
    ]),
  );
  const entered = useEntered(() => props.onEnter(eventType));
  return (
    // Named in other words than its switch and its text area: whoever looks for those by name finds one element.
    <section aria-label={`${label} callbacks`} className="mt-2" {...entered}>
      <SectionHead
        id={id}
        eventType={eventType}
        enabled={draft.enabled}
        onEnabled={(enabled) => props.onChange(eventType, { ...draft, enabled })}
        summary={summary(draft.enabled, typed, marked)}
        testable={lines.urls.length}
        running={lines.running}
        onTestAll={() => lines.runAll(lines.urls)}
        switchRef={props.switchRef}
      />
      <NumberedTextArea
        label={`${label} callback URLs`}
        value={draft.urls}
        onChange={(text, at) => {
          typedIn(at);
          setLine(at);
          props.onChange(eventType, { ...draft, urls: text });
        }}
        line={line}
        onLineChange={(at) => {
          left();
          setLine(at);
        }}
        onBlur={left}
        placeholder={`example: https://my-service.com/instance${label}`}
        lineCount={typed.lineCount}
        marks={marks}
        marksLabel={`Marks of ${label} lines`}
        restIsBad={typed.entered > rules.maxUrls}
        invalid={isListed || problem !== undefined}
        describedBy={describedBy}
        inputRef={(element) => {
          area.current = element;
          props.inputRef(eventType, element);
        }}
        maxHeight={maxHeight}
      />
      {typed.entered > 0 && (
        <div className={`mt-1 text-[12.5px] text-text-2 ${props.isCurrent ? "" : "max-sm:hidden"}`}>
          <CurrentLine
            detailId={`${id}-detail`}
            {...{ eventType, line, typedUrl, actions }}
            marked={marked.get(line)}
            problem={isListed ? undefined : problem}
            tests={lines.tests}
            known={lines.known}
            onTest={(url) => void lines.run(url)}
            onRewrite={rewrite}
          />
        </div>
      )}
      {isListed && <Problems id={`${id}-problems`} problems={problems} />}
    </section>
  );
});

function Problems({ id, problems }: { id: string; problems: LineError[] }) {
  return (
    <ul id={id} className="mt-1 text-[13px] text-bad">
      {problems.map(({ message }) => (
        <li key={message} className="break-words">
          {message}
        </li>
      ))}
    </ul>
  );
}

"use client";

import { memo, type Ref, useId, useMemo, useRef, useState } from "react";
import { goToLine, NumberedTextArea } from "@/components/ui/numbered-text-area";
import { useStable } from "@/components/ui/use-stable";
import { unsavedEndpoint } from "@/lib/callback/build-request";
import { refusedUrl } from "@/lib/callback/refused-url";
import {
  checkTypedLines,
  type LineError,
  replaceUrl,
  type UrlRules,
  withProblems,
} from "@/lib/callback/url-lines";
import { type EventType, eventTypeLabels } from "@/lib/events/event-types";
import type { DialogActions } from "./dialog-actions";
import type { Draft } from "./drafts";
import { LineButtons } from "./line-buttons";
import { LineDetail } from "./line-detail";
import { GutterMark } from "./line-mark";
import { type KnownUrl, markLines, problemToTell, summary } from "./line-marks";
import { SampleRequest } from "./sample-request";
import { SectionHead } from "./section-head";
import { useLineTests } from "./use-line-tests";
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
  const { eventType, draft, problems, rules, actions } = props;
  const id = useId();
  const label = eventTypeLabels[eventType];
  const area = useRef<HTMLTextAreaElement>(null);
  const [line, setLine] = useState(1);
  const { typing, typed: typedIn, left } = useTypingLine();
  const { tests, run, runAll } = useLineTests(eventType, actions);
  const known = useMemo(() => new Map(props.known.map((one) => [one.url, one])), [props.known]);
  const typed = useMemo(
    () => withProblems(checkTypedLines(draft.urls, rules), problems),
    [draft.urls, rules, problems],
  );
  const marked = useMemo(() => markLines({ typed, typing, tests, known }), [typed, typing, tests, known]);

  const urls = typed.checked.map(({ url }) => url);
  const current = marked.get(line);
  const sampleUrl = current?.url ?? urls[0];
  const sampled = sampleUrl === undefined ? undefined : (known.get(sampleUrl) ?? unsavedEndpoint(sampleUrl));
  const problem = problems.length > 0 ? undefined : problemToTell(typed, marked, line);
  const typedUrl = (draft.urls.split("\n")[line - 1] ?? "").trim();
  const refused = current?.problem === undefined ? null : refusedUrl(typedUrl);
  const running = urls.filter((url) => tests.get(url)?.kind === "running").length;
  const describedBy =
    [problems.length > 0 && `${id}-problems`, typed.entered > 0 && `${id}-detail`]
      .filter(Boolean)
      .join(" ") || undefined;
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
    if (url !== undefined) void run(url);
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
        testable={urls.length}
        running={running}
        onTestAll={() => runAll(urls)}
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
        invalid={problems.length > 0 || problemToTell(typed, marked, line) !== undefined}
        describedBy={describedBy}
        inputRef={(element) => {
          area.current = element;
          props.inputRef(eventType, element);
        }}
        maxHeight={maxHeight}
      />
      {typed.entered > 0 && (
        <div className={`mt-1 text-[12.5px] text-text-2 ${props.isCurrent ? "" : "max-sm:hidden"}`}>
          <div className="flex min-h-6 flex-wrap items-start gap-2 sm:flex-nowrap">
            <div
              id={`${id}-detail`}
              aria-live="polite"
              className="min-w-0 flex-1 basis-full pt-0.5 sm:basis-0"
            >
              <LineDetail
                problem={problem}
                marked={current}
                test={current?.url === undefined ? undefined : tests.get(current.url)}
                known={known.get(typedUrl)}
                refused={refused}
                onRewrite={rewrite}
              />
            </div>
            {current?.url !== undefined && (
              <LineButtons
                {...{ url: current.url, line, eventType, actions }}
                testing={current.mark.kind === "testing"}
                onTest={() => current.url !== undefined && run(current.url)}
              />
            )}
          </div>
          <SampleRequest endpoint={sampled} eventType={eventType} />
        </div>
      )}
      {problems.length > 0 && (
        <ul id={`${id}-problems`} className="mt-1 text-[13px] text-bad">
          {problems.map(({ message }) => (
            <li key={message} className="break-words">
              {message}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
});

/**
 * Tells of the focus or a click that comes in. Of a press only when it has become a click: what moves under the pointer before that
 * would take the click away.
 */
function useEntered(onEnter: () => void) {
  const pressed = useRef(false);
  return {
    onPointerDown: () => {
      pressed.current = true;
    },
    onKeyDown: () => {
      pressed.current = false;
    },
    onFocus: () => {
      if (!pressed.current) onEnter();
    },
    onClick: () => {
      pressed.current = false;
      onEnter();
    },
  };
}

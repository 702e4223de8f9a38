"use client";

import { type CSSProperties, type KeyboardEvent, type ReactNode, type Ref, useRef } from "react";

type Props = {
  label: string;
  value: string;
  /** The text, and the line the cursor is in. */
  onChange: (value: string, line: number) => void;
  /** The line the cursor is in, from 1, and when it goes to another. */
  line: number;
  onLineChange: (line: number) => void;
  onBlur?: () => void;
  placeholder?: string;
  lineCount: number;
  /** What stands beside these lines: a mark each. */
  marks: ReadonlyMap<number, ReactNode>;
  marksLabel: string;
  /** Whether the lines below the last mark are too many. */
  restIsBad: boolean;
  invalid: boolean;
  /** The ids of what explains it. */
  describedBy: string | undefined;
  inputRef?: Ref<HTMLTextAreaElement>;
  /** A class that bounds its height; within that it grows with its text. */
  maxHeight: string;
};

const maxRows = 9;
/** Lines further down have no number: a text that long is refused as a whole. */
const maxNumbers = 1_000;
const lineHeightPx = 19;

/** A text area of one entry a line: numbers and marks beside the lines, the line under the cursor set off. Long lines scroll. */
export function NumberedTextArea(props: Props) {
  const { label, value, lineCount, line, marks, marksLabel, invalid, maxHeight } = props;
  const box = useRef<HTMLDivElement>(null);
  const lastMarked = Math.min(maxNumbers, Math.max(0, ...marks.keys()));
  const numbered = Math.min(maxNumbers, lineCount);
  const reportLine = (area: HTMLTextAreaElement) => {
    const now = lineAt(area.value, area.selectionStart);
    if (now !== line) props.onLineChange(now);
  };
  return (
    <div
      ref={box}
      style={{ "--scrolled": "0px" } as CSSProperties}
      className={`relative flex overflow-hidden rounded-[10px] border bg-surface font-mono text-[12.5px] leading-[19px] focus-within:outline-3 focus-within:outline-offset-1 focus-within:outline-focus ${maxHeight} ${invalid ? "border-bad" : "border-line-strong"}`}
    >
      <div className="relative w-16 shrink-0 overflow-hidden border-r border-line bg-surface-2 text-text-3 select-none">
        <div className="translate-y-(--scrolled) py-1.5">
          <ol aria-label={marksLabel} className="list-none">
            {Array.from({ length: lastMarked }, (_, index) => index + 1).map((at) => (
              <li key={at} className="flex h-[19px] items-center justify-between gap-1 pr-1.5">
                <span aria-hidden className="w-7 text-right text-[11px]">
                  {at}
                </span>
                {marks.get(at)}
              </li>
            ))}
          </ol>
          <pre
            aria-hidden
            className={`w-7 text-right font-mono text-[11px] leading-[19px] ${props.restIsBad ? "text-bad" : ""}`}
          >
            {numbersBetween(lastMarked, numbered)}
          </pre>
        </div>
      </div>
      {value !== "" && (
        <div
          aria-hidden
          style={{ top: `${(line - 1) * lineHeightPx + 6}px` }}
          className="pointer-events-none absolute right-0 left-16 h-[19px] translate-y-(--scrolled) bg-primary-soft"
        />
      )}
      <textarea
        ref={props.inputRef}
        aria-label={label}
        aria-invalid={invalid || undefined}
        aria-describedby={props.describedBy}
        value={value}
        onChange={({ currentTarget }) =>
          props.onChange(currentTarget.value, lineAt(currentTarget.value, currentTarget.selectionStart))
        }
        onSelect={({ currentTarget }) => reportLine(currentTarget)}
        onBlur={props.onBlur}
        onScroll={({ currentTarget }) =>
          box.current?.style.setProperty("--scrolled", `${-currentTarget.scrollTop}px`)
        }
        placeholder={props.placeholder}
        rows={Math.min(maxRows, Math.max(1, lineCount))}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        className="relative min-w-0 flex-1 resize-none bg-transparent px-2.5 py-1.5 whitespace-pre outline-none [scrollbar-width:thin] placeholder:text-text-3"
      />
    </div>
  );
}

/** The line of a position, from 1. */
function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

function numbersBetween(after: number, last: number): string {
  return Array.from({ length: Math.max(0, last - after) }, (_, index) => after + index + 1).join("\n");
}

/** Puts the cursor at the beginning of a line. */
export function goToLine(area: HTMLTextAreaElement, line: number): void {
  const start = area.value.split("\n", line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start);
}

/** Ctrl+Enter, or Cmd+Enter on a Mac. */
export function isSubmitKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === "Enter" && (ctrlKey || metaKey);
}

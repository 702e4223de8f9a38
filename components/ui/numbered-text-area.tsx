"use client";

import { type Ref, useRef } from "react";

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** Lines with a problem, from 1. */
  badLines: ReadonlySet<number>;
  invalid: boolean;
  /** The ids of what explains it. */
  describedBy?: string;
  inputRef?: Ref<HTMLTextAreaElement>;
};

const maxRows = 9;

/** A text area of one entry a line, with the line numbers that messages speak of. Grows with its text up to nine lines. */
export function NumberedTextArea({
  label,
  value,
  onChange,
  placeholder,
  badLines,
  invalid,
  describedBy,
  inputRef,
}: Props) {
  const gutter = useRef<HTMLOListElement>(null);
  const count = value.split(/\r\n|\n|\r/).length;
  return (
    <div
      className={`flex overflow-hidden rounded-[10px] border bg-surface font-mono text-[12.5px] leading-[19px] focus-within:outline-3 focus-within:outline-offset-1 focus-within:outline-focus ${invalid ? "border-bad" : "border-line-strong"}`}
    >
      <ol
        ref={gutter}
        aria-hidden
        className="max-h-[187px] min-w-8 shrink-0 list-none overflow-hidden border-r border-line bg-surface-2 px-2 py-2 text-right text-text-3 select-none"
      >
        {Array.from({ length: count }, (_, index) => index + 1).map((line) => (
          <li key={line} className={badLines.has(line) ? "font-bold text-bad" : undefined}>
            {line}
          </li>
        ))}
      </ol>
      <textarea
        ref={inputRef}
        aria-label={label}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        placeholder={placeholder}
        rows={Math.min(maxRows, Math.max(1, count))}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        className="min-w-0 flex-1 resize-none bg-transparent px-2.5 py-2 outline-none placeholder:text-text-3"
      />
    </div>
  );
}

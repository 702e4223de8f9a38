"use client";

import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { minuteTime } from "@/components/ui/exact-time";

/** What each part of a chart says: its begin, and a text for each of the chart's labels; null where there is nothing to say. */
export type ChartPart = { startsAt: string; values: (string | null)[] };
export type ChartLabel = { text: string; swatch: string };

/**
 * Lays a reader over a chart that the server drew: the part under the pointer, or chosen by arrow keys, is marked and told in the
 * reader's zone. To assistive technology it is a slider whose value is that text (ARIA 1.2, slider).
 */
export function ChartReader({
  name,
  parts,
  partMinutes,
  labels,
  children,
}: {
  name: string;
  parts: ChartPart[];
  partMinutes: number;
  labels: ChartLabel[];
  children: ReactNode;
}) {
  const [chosen, setChosen] = useState<number | null>(null);
  const last = parts.length - 1;
  const part = chosen === null ? undefined : parts[chosen];
  const lines = part ? linesOf(part, labels) : [];

  const point = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setChosen(Math.max(0, Math.min(last, Math.floor(((clientX - left) / width) * parts.length))));
  };
  const press = (event: KeyboardEvent) => {
    const from = chosen ?? last;
    const steps: Record<string, number | null> = {
      ArrowLeft: from - 1,
      ArrowDown: from - 1,
      ArrowRight: from + 1,
      ArrowUp: from + 1,
      PageDown: from - 10,
      PageUp: from + 10,
      Home: 0,
      End: last,
      Escape: null,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setChosen(to === null ? null : Math.max(0, Math.min(last, to)));
  };
  const share = 100 / parts.length;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-valuemin={1}
      aria-valuemax={parts.length}
      aria-valuenow={(chosen ?? last) + 1}
      aria-valuetext={
        part
          ? `${timesOf(part, partMinutes)}: ${lines.map(({ text, value }) => `${text} ${value}`).join(", ") || "no calls"}`
          : "Arrow keys read the chart part by part."
      }
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => setChosen(null)}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && setChosen(chosen ?? last)}
      onBlur={() => setChosen(null)}
      onKeyDown={press}
      className="relative h-full min-w-0 cursor-crosshair touch-pan-y rounded-sm"
    >
      {children}
      {part && chosen !== null && (
        <>
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 bg-primary/15"
            style={{ left: `${chosen * share}%`, width: `${share}%` }}
          />
          <span
            aria-hidden
            className={`pointer-events-none absolute top-1 z-10 grid w-max max-w-60 gap-0.5 rounded-lg border border-line-strong bg-surface px-2.5 py-1.5 text-[12.5px] shadow-float ${chosen * 2 > parts.length ? "mr-2" : "ml-2"}`}
            style={
              chosen * 2 > parts.length
                ? { right: `${100 - chosen * share}%` }
                : { left: `${(chosen + 1) * share}%` }
            }
          >
            <span className="font-semibold">{timesOf(part, partMinutes)}</span>
            {lines.length === 0 && <span className="text-text-2">No calls</span>}
            {lines.map(({ text, value, swatch }) => (
              <span key={text} className="flex items-center gap-2">
                <span className={`size-2 shrink-0 rounded-full ${swatch}`} />
                <span className="min-w-0 flex-1 truncate">{text}</span>
                <span className="pl-2 text-text-2">{value}</span>
              </span>
            ))}
          </span>
        </>
      )}
    </div>
  );
}

function linesOf({ values }: ChartPart, labels: ChartLabel[]) {
  return labels.flatMap((label, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [{ ...label, value }];
  });
}

/** "13 Nov, 14:30 to 15:00", in the reader's zone. */
function timesOf({ startsAt }: ChartPart, minutes: number): string {
  const end = new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
  const [from, to] = [minuteTime(startsAt), minuteTime(end)];
  const [day, time] = [from.split(",")[0], to.split(", ")[1]];
  return to.startsWith(`${day},`) ? `${from} to ${time}` : `${from} to ${to}`;
}

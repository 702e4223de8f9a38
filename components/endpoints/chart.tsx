import type { ReactNode } from "react";
import { LocalTime } from "@/components/ui/local-time";
import { type ChartLabel, type ChartPart, ChartReader } from "./chart-reader";
import { agoText, axisTicks } from "./chart-scale";

/** Units of the drawings: what is drawn is stretched to the width there is, what is written is not. */
export const [chartWidth, chartHeight] = [600, 150];
const timeMarks = [0, 0.25, 0.5, 0.75, 1];

/**
 * A chart over time with its axes: drawn by the server, read by pointer or keyboard, and on demand a table.
 * @param axis its end, and how a number beside it is written
 */
export function Chart({
  name,
  axis,
  parts,
  partMinutes,
  labels,
  aside,
  children,
}: {
  name: string;
  axis: { end: number; text: (value: number) => string };
  parts: ChartPart[];
  partMinutes: number;
  labels: ChartLabel[];
  aside?: string;
  children: ReactNode;
}) {
  const ticks = axisTicks(axis.end);
  const minutes = parts.length * partMinutes;
  return (
    <div className="@container">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <div aria-hidden className="-my-2 flex flex-col justify-between text-right text-xs text-text-2">
          {ticks.map((tick) => (
            <span key={tick} className="leading-4">
              {axis.text(tick)}
            </span>
          ))}
        </div>
        <div className="h-36">
          <ChartReader name={name} parts={parts} partMinutes={partMinutes} labels={labels}>
            <svg
              aria-hidden
              viewBox={`0 0 ${chartWidth} ${chartHeight}`}
              preserveAspectRatio="none"
              className="block h-full w-full overflow-visible"
            >
              {ticks.map((tick) => (
                <line
                  key={tick}
                  x1={0}
                  x2={chartWidth}
                  y1={chartHeight * (1 - tick / axis.end)}
                  y2={chartHeight * (1 - tick / axis.end)}
                  vectorEffect="non-scaling-stroke"
                  className="stroke-line"
                />
              ))}
              {children}
            </svg>
          </ChartReader>
        </div>
        <span />
        <div aria-hidden className="mt-1 flex justify-between text-xs text-text-2">
          {timeMarks.map((share) => (
            <span key={share} className={share === 0.25 || share === 0.75 ? "hidden @lg:inline" : ""}>
              {agoText(minutes, share)}
            </span>
          ))}
        </div>
      </div>
      {aside && <p className="mt-1 text-right text-xs text-text-2">{aside}</p>}
      <ChartTable name={name} parts={parts} labels={labels} />
    </div>
  );
}

function ChartTable({ name, parts, labels }: { name: string; parts: ChartPart[]; labels: ChartLabel[] }) {
  const shown = parts.filter(({ values }) => values.some((value) => value !== null));
  return (
    <details className="mt-1 text-[12.5px]">
      <summary className="w-max text-text-2">
        As a table<span className="sr-only">: {name}</span>
      </summary>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus (WCAG 2.1.1)
        tabIndex={0}
        aria-label={`Table: ${name}`}
        className="mt-1 max-h-72 overflow-auto rounded-lg border border-line"
      >
        <table className="w-full text-right">
          <caption className="sr-only">{name}. Parts without a call are left out.</caption>
          <thead className="sticky top-0 bg-surface-2 text-text-2">
            <tr>
              <th scope="col" className="px-2 py-1 text-left font-semibold">
                From
              </th>
              {labels.map(({ text }) => (
                <th key={text} scope="col" className="px-2 py-1 font-semibold">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ startsAt, values }) => (
              <tr key={startsAt} className="border-t border-line">
                <th scope="row" className="px-2 py-1 text-left font-normal">
                  <LocalTime to="minute" at={startsAt} />
                </th>
                {labels.map(({ text }, index) => (
                  <td key={text} className="px-2 py-1">
                    {values[index] ?? "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

import type { AttemptSeries } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import { Chart, chartHeight, chartWidth } from "./chart";
import { axisEnd, linePath } from "./chart-scale";
import { latencyText } from "./latency-text";

const lines = [
  { text: "p50", of: "p50Ms", stroke: "stroke-primary", swatch: "bg-primary", dashes: undefined },
  { text: "p95", of: "p95Ms", stroke: "stroke-cause-1", swatch: "bg-cause-1", dashes: "6 3" },
  { text: "p99", of: "p99Ms", stroke: "stroke-cause-3", swatch: "bg-cause-3", dashes: "2 3" },
] as const;

/** How fast it answered over time: a line for each percentile, with gaps where no call was answered. */
export function LatencyChart({
  series: { buckets, bucketMinutes },
  span,
}: {
  series: AttemptSeries;
  span: string;
}) {
  const end = axisEnd(Math.max(0, ...buckets.map(({ p99Ms }) => p99Ms ?? 0)));
  return (
    <Chart
      name={`Time to answer over the last ${span}`}
      axis={{ end, text: grouped }}
      parts={buckets.map((bucket) => ({
        startsAt: bucket.startsAt,
        values: lines.map(({ of }) => {
          const ms = bucket[of];
          return ms === null ? null : latencyText(ms);
        }),
      }))}
      partMinutes={bucketMinutes}
      labels={lines.map(({ text, swatch }) => ({ text, swatch }))}
    >
      {lines.map(({ text, of, stroke, dashes }) => (
        <path
          key={text}
          d={linePath(
            buckets.map((bucket) => bucket[of]),
            end,
            chartWidth,
            chartHeight,
          )}
          fill="none"
          strokeWidth={2}
          strokeDasharray={dashes}
          vectorEffect="non-scaling-stroke"
          className={stroke}
        />
      ))}
    </Chart>
  );
}

/** What each line is. */
export function LatencyLegend({ series }: { series: AttemptSeries }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[12.5px]">
      {lines.map(({ text, of, stroke, dashes }) => (
        <li key={text} className="flex items-center gap-2">
          <svg aria-hidden viewBox="0 0 24 4" className="h-1 w-6">
            <path d="M0 2H24" strokeWidth={2} strokeDasharray={dashes} className={stroke} />
          </svg>
          {text} <span className="text-text-2">{latencyText(series[of] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

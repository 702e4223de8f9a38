import type { AttemptSeries } from "@/lib/endpoints/view";
import { TimeScale } from "./time-scale";

const [width, height] = [480, 72];

/** How fast it answered over time: for each part of the span the median in front of the 95th percentile. */
export function LatencyBars({ series: { buckets }, label }: { series: AttemptSeries; label: string }) {
  const longest = Math.max(1, ...buckets.map(({ p95Ms }) => p95Ms ?? 0));
  const text = `${Math.round(longest).toLocaleString("en-US")} ms`;
  const step = width / buckets.length;
  return (
    <>
      <svg
        role="img"
        aria-label={`Time to answer over the last ${label}: median and 95th percentile, at most ${text}.`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="mt-2 h-18 w-full"
      >
        {buckets.map(({ p50Ms, p95Ms }, index) => {
          const place = (value: number | null) => {
            const tall = ((value ?? 0) / longest) * height;
            return { x: index * step, y: height - tall, width: step - 1.5, height: tall };
          };
          return (
            // The parts of the span have no identity but their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <g key={index}>
              <rect x={index * step} y={height - 1} width={step - 1.5} height={1} className="fill-line" />
              <rect {...place(p95Ms)} className="fill-line-strong" />
              <rect {...place(p50Ms)} className="fill-primary" />
            </g>
          );
        })}
      </svg>
      <TimeScale label={label} most={`at most ${text}`} />
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-[12.5px]">
        <Legend look="bg-primary">median</Legend>
        <Legend look="bg-line-strong">95 % are as fast</Legend>
      </ul>
    </>
  );
}

function Legend({ look, children }: { look: string; children: string }) {
  return (
    <li className="flex items-center gap-2">
      <span aria-hidden className={`size-2 rounded-full ${look}`} />
      {children}
    </li>
  );
}

import type { AttemptSeries } from "@/lib/endpoints/view";
import { TimeScale } from "./time-scale";

const [width, height] = [480, 72];

/** Attempts over time, a bar for each part of the span: delivered below, failed on top. */
export function AttemptBars({
  series: { buckets, delivered, failed },
  label,
}: {
  series: AttemptSeries;
  label: string;
}) {
  const most = Math.max(1, ...buckets.map((bucket) => bucket.delivered + bucket.failed));
  const step = width / buckets.length;
  return (
    <>
      <svg
        role="img"
        aria-label={`Attempts over the last ${label}: ${delivered} delivered, ${failed} failed; at most ${most} in one bar.`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="mt-2 h-18 w-full"
      >
        {buckets.map((bucket, index) => {
          const good = (bucket.delivered / most) * height;
          const bad = (bucket.failed / most) * height;
          const x = index * step;
          return (
            // The parts of the span have no identity but their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <g key={index}>
              <rect x={x} y={height - 1} width={step - 1.5} height={1} className="fill-line" />
              <rect x={x} y={height - good} width={step - 1.5} height={good} className="fill-primary" />
              <rect x={x} y={height - good - bad} width={step - 1.5} height={bad} className="fill-bad" />
            </g>
          );
        })}
      </svg>
      <TimeScale label={label} most={`at most ${most.toLocaleString("en-US")} a bar`} />
    </>
  );
}

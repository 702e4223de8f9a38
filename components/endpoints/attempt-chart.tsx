import type { AttemptSeries } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import { causeFill, causeSwatch } from "./cause-colours";
import { Chart, chartHeight, chartWidth } from "./chart";
import { axisEnd, partText } from "./chart-scale";

/** Attempts over time, a bar for each part of the span: delivered below, above them failures by cause. */
export function AttemptChart({
  series: { buckets, bucketMinutes, causes },
  span,
}: {
  series: AttemptSeries;
  span: string;
}) {
  const busiest = Math.max(0, ...buckets.map((bucket) => bucket.delivered + bucket.failed));
  const end = axisEnd(busiest);
  const step = chartWidth / buckets.length;
  const some = (count: number) => (count === 0 ? null : grouped(count));
  return (
    <Chart
      name={`Attempts over the last ${span}`}
      axis={{ end, text: grouped }}
      parts={buckets.map(({ startsAt, delivered, failures }) => ({
        startsAt,
        values: [some(delivered), ...failures.map(some)],
      }))}
      partMinutes={bucketMinutes}
      labels={[
        { text: "Delivered", swatch: "bg-primary" },
        ...causes.map(({ title }, place) => ({ text: title, swatch: causeSwatch(place) })),
      ]}
      aside={`busiest ${partText(bucketMinutes)}: ${grouped(busiest)}`}
    >
      {buckets.map(({ startsAt, delivered, failures }, part) => {
        let upTo = 0;
        return [delivered, ...failures].map((count, place) => {
          if (count === 0) return null;
          upTo += count;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a cause has no identity but its place
              key={`${startsAt} ${place}`}
              x={part * step + step * 0.1}
              y={(1 - upTo / end) * chartHeight}
              width={step * 0.8}
              height={(count / end) * chartHeight}
              className={place === 0 ? "fill-primary" : causeFill(place - 1)}
            />
          );
        });
      })}
    </Chart>
  );
}

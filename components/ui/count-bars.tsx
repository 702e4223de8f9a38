import { counted } from "@/lib/plural";

type Bar = { delivered: number; failed: number };

/** Where there is little yet, the bars begin at the left and leave room for as many as this in all. */
const minSlots = 12;
const [slotWidth, height] = [5, 36];

/** A bar for each half hour, the oldest first: delivered below, failed on top. The numbers stand beside the chart. */
export function CountBars({ bars, className }: { bars: readonly Bar[]; className: string }) {
  const highest = Math.max(1, ...bars.map((bar) => bar.delivered + bar.failed));
  const slots = Math.max(minSlots, bars.length);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${slots * slotWidth} ${height}`}
      preserveAspectRatio="none"
      className={`block ${className}`}
    >
      <title>{titleOf(bars)}</title>
      <rect y={height - 1} width={slots * slotWidth} height={1} className="fill-line" />
      {bars.map(({ delivered, failed }, index) => {
        // What there is shows, however high the highest bar.
        const heightOf = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / highest) * height));
        const x = index * slotWidth;
        const good = heightOf(delivered);
        const bad = heightOf(failed);
        return (
          // The half hours have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <g key={index}>
            {good > 0 && (
              <rect x={x} y={height - good} width={slotWidth - 1} height={good} className="fill-primary" />
            )}
            {bad > 0 && (
              <rect
                x={x}
                y={Math.max(0, height - good - bad)}
                width={slotWidth - 1}
                height={bad}
                className="fill-bad"
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}

function titleOf(bars: readonly Bar[]): string {
  const sum = (of: keyof Bar) => bars.reduce((total, bar) => total + bar[of], 0);
  return `${counted(bars.length, "half hour", "half hours")}: ${sum("delivered")} delivered, ${sum("failed")} failed`;
}

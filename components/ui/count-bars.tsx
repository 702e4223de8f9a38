import { counted } from "@/lib/plural";

type Bar = { delivered: number; failed: number };

/** Where there is little yet, the bars begin at the left and leave room for as many as this in all. */
const minSlots = 12;
const [slotWidth, height] = [5, 36];

/**
 * A bar for each half hour, the oldest first: delivered below, failed on top. The numbers stand beside the chart. One path for all bars
 * of a colour: a page has a chart for each URL, and an element for each bar would be most of what the page weighs.
 */
export function CountBars({ bars, className }: { bars: readonly Bar[]; className: string }) {
  const highest = Math.max(1, ...bars.map((bar) => bar.delivered + bar.failed));
  const slots = Math.max(minSlots, bars.length);
  // What there is shows, however high the highest bar.
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / highest) * height));
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${slots * slotWidth} ${height}`}
      preserveAspectRatio="none"
      className={`block ${className}`}
    >
      <title>{titleOf(bars)}</title>
      <rect y={height - 1} width={slots * slotWidth} height={1} className="fill-line" />
      <path d={pathOf(bars.map(({ delivered }) => [height, heightOf(delivered)]))} className="fill-primary" />
      <path
        d={pathOf(bars.map(({ delivered, failed }) => [height - heightOf(delivered), heightOf(failed)]))}
        className="fill-bad"
      />
    </svg>
  );
}

/** The outline of one bar in each slot. @param bars where each begins, from below, and how high it is */
function pathOf(bars: readonly (readonly [bottom: number, height: number])[]): string {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return bars
    .map(([bottom, high], index) => {
      const top = Math.max(0, rounded(bottom - high));
      return high === 0
        ? ""
        : `M${index * slotWidth} ${top}h${slotWidth - 1}V${rounded(bottom)}h${1 - slotWidth}z`;
    })
    .join("");
}

function titleOf(bars: readonly Bar[]): string {
  const sum = (of: keyof Bar) => bars.reduce((total, bar) => total + bar[of], 0);
  return `${counted(bars.length, "half hour", "half hours")}: ${sum("delivered")} delivered, ${sum("failed")} failed`;
}

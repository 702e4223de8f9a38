/** Scales and words of an endpoint's charts. Pure. */

/** The end of an axis from 0: the least of 1, 2, 4, 6 and 10 times a power of ten that holds `value`; its half is even too. */
export function axisEnd(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** What is written beside an axis, from its end down to 0. */
export function axisTicks(end: number): number[] {
  return end < 2 ? [end, 0] : [end, end / 2, 0];
}

/** "12 h ago": what is written below a chart at a share of its width, from 0 (its begin) to 1 (now). */
export function agoText(minutes: number, share: number): string {
  const ago = Math.round(minutes * (1 - share));
  if (ago === 0) return "now";
  if (ago < 120) return `${ago} min ago`;
  if (ago <= 1_440) return `${tenths(ago / 60)} h ago`;
  return `${tenths(ago / 1_440)} d ago`;
}

const tenths = (value: number) => String(Math.round(value * 10) / 10);

/** "half hour", "3 hours": how long one part of a chart is. */
export function partText(minutes: number): string {
  if (minutes === 1) return "minute";
  if (minutes === 30) return "half hour";
  return `${minutes / 60} hours`;
}

/** A path through the middles of parts that have a value; one that stands alone is as wide as its part. `null` leaves a gap. */
export function linePath(values: (number | null)[], end: number, width: number, height: number): string {
  const step = width / values.length;
  const x = (part: number) => tenths(part * step);
  const y = (value: number) => tenths(height - Math.min(1, value / end) * height);
  const path: string[] = [];
  for (const [part, value] of values.entries()) {
    if (value === null) continue;
    const begins = (values[part - 1] ?? null) === null;
    if (begins) path.push(`M${x(part)} ${y(value)}`);
    path.push(`L${x(part + 0.5)} ${y(value)}`);
    if ((values[part + 1] ?? null) === null) path.push(`H${x(part + 1)}`);
  }
  return path.join("");
}

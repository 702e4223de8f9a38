/** What was counted up to a bound, so that it costs the same however much there is. Pure. */
export type Count = { count: number /** There are at least so many. */; atLeast: boolean };

/** Counting what waits stops here: a person need not know more, and nobody has to wait for it. */
export const maxCounted = 10_000;

/** Of a count that looked at `maxCounted` and one more. */
export function countOf(found: number): Count {
  return { count: Math.min(found, maxCounted), atLeast: found > maxCounted };
}

/** "9,120", "10,000+". */
export function countText({ count, atLeast }: Count): string {
  return `${count.toLocaleString("en-US")}${atLeast ? "+" : ""}`;
}

import type { Count } from "@/lib/stats/count";

const number = (value: number) => value.toLocaleString("en-US");

/** "4,812 match", "more than 10,000 match"; where counting stopped because nothing helps it, "at least 312 match". */
export function matchText({ count, atLeast }: Count, max: number): string {
  const verb = count === 1 && !atLeast ? "matches" : "match";
  if (!atLeast) return count === 0 ? "nothing matches" : `${number(count)} ${verb}`;
  if (count === 0) return "nothing found so far";
  return count >= max ? `more than ${number(max)} match` : `at least ${number(count)} match`;
}

/** How many rows match, when it is known. */
export async function MatchCount({ count, max }: { count: Promise<Count>; max: number }) {
  return matchText(await count, max);
}

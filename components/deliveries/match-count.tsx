import { grouped } from "@/lib/plural";
import type { Count } from "@/lib/stats/count";

/** "4,812 match", "more than 10,000 match"; where counting stopped because nothing helps it, "at least 312 match". */
function matchText({ count, atLeast }: Count, max: number): string {
  const verb = count === 1 && !atLeast ? "matches" : "match";
  if (!atLeast) return count === 0 ? "nothing matches" : `${grouped(count)} ${verb}`;
  if (count === 0) return "nothing found so far";
  return count >= max ? `more than ${grouped(max)} match` : `at least ${grouped(count)} match`;
}

/** How many rows match, when it is known; null where it could not be counted. */
export async function MatchCount({ count, max }: { count: Promise<Count | null>; max: number }) {
  const found = await count;
  return found ? matchText(found, max) : "not counted: that took too long";
}

import { count } from "./report";
import { rounds } from "./settings";
import { median } from "./statistics";

export type Pair<T> = { without: T; having: T };

/**
 * Runs two things in turn, `rounds` times, every other round in the other order: whatever else the machine does hits both,
 * and neither always comes second.
 */
export async function compare<T>(without: () => Promise<T>, having: () => Promise<T>): Promise<Pair<T>[]> {
  const pairs: Pair<T>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = await (round % 2 === 0 ? without : having)();
    const second = await (round % 2 === 0 ? having : without)();
    pairs.push(round % 2 === 0 ? { without: first, having: second } : { without: second, having: first });
  }
  return pairs;
}

/**
 * `value` with against without, in words: the medians, and the median of the pairs' ratios with how far those lie apart. Two
 * runs side by side are more alike than two rounds are, so the ratio is not that of the medians.
 */
export function contrast<T>(
  pairs: Pair<T>[],
  value: (measured: T) => number,
  shown: (value: number) => string = count,
): { ratio: number; text: string } {
  const ratios = pairs.map(({ without, having }) => value(having) / value(without));
  const ratio = median(ratios);
  const withIt = shown(median(pairs.map(({ having }) => value(having))));
  const without = shown(median(pairs.map((pair) => value(pair.without))));
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  return { ratio, text: `${withIt} against ${without} = ${ratio.toFixed(2)} (${range})` };
}

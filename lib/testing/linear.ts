import { expect } from "vitest";

/** Processor time that says nothing of how it grows: collecting garbage, compiling, a query's answer. */
const floorMs = 60;
/** How much more than eight times a text of eight times the length may cost; one that costs n² costs 64 times as much. */
const tolerance = 2.5;
const repeats = 3;

/** Three sizes, each three doublings after the one before. */
const sizesUpTo = (limit: number) => [64, 8, 1].map((part) => Math.floor(limit / part));

/** Milliseconds of this process's processors: what others do on the machine does not count. */
async function spentMs(work: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1_000;
}

/**
 * Expects that eight times the input costs eight times the processor time, up to `limit`.
 * @param make the work on an input of that size; what it prepares is not counted
 */
export async function expectLinear(
  name: string,
  limit: number,
  make: (size: number) => () => Promise<unknown>,
): Promise<void> {
  const sizes = sizesUpTo(limit);
  for (const [index, size] of sizes.entries()) {
    const smaller = sizes[index - 1];
    if (smaller === undefined) continue;
    let ms = await spentMs(make(size));
    // So little is within any line, whatever the smaller size costs.
    if (ms <= floorMs) continue;
    const allowedMs = 8 * (await spentMs(make(smaller))) * tolerance + floorMs;
    for (let run = 1; run < repeats && ms > allowedMs; run += 1) {
      ms = Math.min(ms, await spentMs(make(size)));
    }
    expect(
      ms,
      `${name}: ${size} bytes cost ${ms} ms; linear were at most ${allowedMs} ms`,
    ).toBeLessThanOrEqual(allowedMs);
  }
}

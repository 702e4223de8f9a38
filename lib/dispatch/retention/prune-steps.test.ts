import { afterEach, expect, test, vi } from "vitest";
import { pruneInSteps } from "./prune-steps";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Steps that take so many milliseconds each; the limits they were given. */
async function limitsOf(tookMs: readonly number[]): Promise<number[]> {
  const limits: number[] = [];
  let nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  await pruneInSteps(undefined, async (limit) => {
    nowMs += tookMs[limits.length] ?? 0;
    limits.push(limit);
    return limits.length < tookMs.length;
  });
  return limits;
}

test("a quick step doubles the next one, up to 500 rows; a slow one halves it, down to 50", async () => {
  expect(await limitsOf([1, 1, 1, 1, 1, 1])).toEqual([50, 100, 200, 400, 500, 500]);
  expect(await limitsOf([1, 1, 41, 41, 41, 30, 1])).toEqual([50, 100, 200, 100, 50, 50, 50]);
});

test("the rest after a slow step ends when it is told to stop", async () => {
  const [stopping, now] = [new AbortController(), vi.spyOn(performance, "now")];
  let steps = 0;
  await pruneInSteps(stopping.signal, async () => {
    steps += 1;
    // As if it had taken hours.
    now.mockReturnValue(performance.now() + 1e8);
    setImmediate(() => stopping.abort());
    return true;
  });
  expect(steps).toBe(1);
});

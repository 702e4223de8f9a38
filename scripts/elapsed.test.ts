import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withElapsed } from "./elapsed.mjs";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function build(isTTY: boolean, ms: number) {
  const printed: string[] = [];
  const written: string[] = [];
  const work = withElapsed(
    "Building",
    () => new Promise<string>((end) => setTimeout(() => end("built"), ms)),
    {
      print: (line) => printed.push(line),
      terminal: { isTTY, write: (text) => written.push(text) },
      nowMs: () => Date.now(),
    },
  );
  await vi.advanceTimersByTimeAsync(ms);
  expect(await work).toBe("built");
  expect(vi.getTimerCount()).toBe(0);
  return { printed, written };
}

test("in a log, what takes minutes tells every half minute for how long", async () => {
  const { printed, written } = await build(false, 65_000);
  expect(printed).toEqual([
    "Building …",
    "Building … 30 s so far",
    "Building … 60 s so far",
    "Building took 65 s.",
  ]);
  expect(written).toEqual([]);
});

test("on a terminal one line counts, and is gone at the end", async () => {
  const { printed, written } = await build(true, 5_000);
  expect(written.map((text) => text.replace("\r\x1b[K", ""))).toEqual([
    "Building …",
    "Building … 2 s",
    "Building … 4 s",
    "",
  ]);
  expect(printed).toEqual(["Building took 5 s."]);
});

test("what fails is told to have taken its time, and fails", async () => {
  const printed: string[] = [];
  const work = withElapsed("Building", () => Promise.reject(new Error("no")), {
    print: (line) => printed.push(line),
  });
  await expect(work).rejects.toThrow("no");
  expect(printed.at(-1)).toBe("Building took 0 s.");
});

import { expect, test } from "vitest";
import { agoText, axisEnd, axisTicks, linePath, partText } from "./chart-scale";

test("an axis ends at a round number that holds the value", () => {
  for (const [value, end] of [
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 4],
    [5, 6],
    [7, 10],
    [916, 1_000],
    [1_001, 2_000],
    [12.5, 20],
  ] as const) {
    expect([value, axisEnd(value)]).toEqual([value, end]);
  }
  expect(axisTicks(1)).toEqual([1, 0]);
  expect(axisTicks(6)).toEqual([6, 3, 0]);
});

test("times below a chart are counted back from now", () => {
  const texts = (minutes: number) => [0, 0.25, 0.5, 1].map((share) => agoText(minutes, share));
  expect(texts(60)).toEqual(["60 min ago", "45 min ago", "30 min ago", "now"]);
  expect(texts(1_440)).toEqual(["24 h ago", "18 h ago", "12 h ago", "now"]);
  expect(texts(7 * 1_440)).toEqual(["7 d ago", "5.3 d ago", "3.5 d ago", "now"]);
  expect([1, 30, 180, 720].map(partText)).toEqual(["minute", "half hour", "3 hours", "12 hours"]);
});

test("a line has gaps where nothing was answered, and one answer alone is seen", () => {
  expect(linePath([10, 5, null, 10, null], 10, 50, 10)).toBe("M0 0L5 0L15 5H20M30 0L35 0H40");
  expect(linePath([null, null], 10, 50, 10)).toBe("");
});

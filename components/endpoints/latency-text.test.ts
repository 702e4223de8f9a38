import { expect, test } from "vitest";
import { latencyText } from "./latency-text";

test.each([
  [[8_720], "≈ 8,700 ms"],
  [[8_720, 9_507], "≈ 8,700 / 9,500 ms"],
  [[277, 780], "≈ 280 / 780 ms"],
  [[99.8, 9.98, 9.31, 0.131], "≈ 100 / 10 / 9.3 / 0.1 ms"],
])("a percentile claims no more than two digits: %j", (ms, text) => {
  expect(latencyText(...ms).replaceAll("\u00a0", " ")).toBe(text);
});

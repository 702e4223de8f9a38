import { expect, test } from "vitest";
import { backoff } from "./backoff";

test("waits double from the first failure up to the bound, and begin anew after a success", () => {
  const wait = backoff({ minMs: 50, maxMs: 1_000 });
  expect(wait.waitMs()).toBe(0);
  expect(Array.from({ length: 7 }, wait.fail)).toEqual([50, 100, 200, 400, 800, 1_000, 1_000]);
  expect(wait.waitMs()).toBe(1_000);
  wait.reset();
  expect(wait.waitMs()).toBe(0);
  expect(wait.fail()).toBe(50);
});

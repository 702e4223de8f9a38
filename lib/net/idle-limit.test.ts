import { afterEach, expect, test, vi } from "vitest";
import { idleLimitOf, shortenIdleLimit } from "./idle-limit";

afterEach(() => {
  vi.useRealTimers();
});

test("the limit is half of the shortest idle time that was too long, for an hour, and for that origin alone", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  expect(idleLimitOf("http://a.example")).toBeNull();
  shortenIdleLimit("http://a.example", 499);
  expect(idleLimitOf("http://a.example")).toBeNull();
  shortenIdleLimit("http://a.example", 2_010);
  expect(idleLimitOf("http://a.example")).toBe(1_005);
  shortenIdleLimit("http://a.example", 3_900);
  expect(idleLimitOf("http://a.example")).toBe(1_005);
  shortenIdleLimit("http://a.example", 900);
  expect([idleLimitOf("http://a.example"), idleLimitOf("http://b.example")]).toEqual([450, null]);
  vi.advanceTimersByTime(3_600_000);
  expect(idleLimitOf("http://a.example")).toBeNull();
});

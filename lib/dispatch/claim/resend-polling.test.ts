import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createResendPolling } from "./resend-polling";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Polling whose claims find something for so long, and how often the next one was asked for. */
function polled(foundForMs: number) {
  const startedAtMs = performance.now();
  let asked = 0;
  const wake = () => {
    asked += 1;
    polling.claimed(performance.now() - startedAtMs < foundForMs);
  };
  const polling = createResendPolling({ expectBacklog: () => {} }, { now: wake });
  polling.claimed(foundForMs > 0);
  return () => asked;
}

test("bulk resends are asked for until none was found for a second", async () => {
  const asked = polled(500);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked()).toBe(40);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked()).toBe(60);
});

test("where none is found nothing more is asked for", async () => {
  const asked = polled(0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked()).toBe(0);
});

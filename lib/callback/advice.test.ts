import { expect, test } from "vitest";
import { callOutcomes } from "@/lib/net/call-record";
import { type AttemptOutcome, adviceFor } from "./advice";

test("every outcome has a title, and everything that went wrong an advice", () => {
  for (const outcome of [...callOutcomes, "in_progress", "interrupted"] as AttemptOutcome[]) {
    const { title, advice } = adviceFor(outcome, null);
    expect(title).not.toBe("");
    if (outcome === "delivered") expect(advice).toBeNull();
    else expect(advice).toMatch(/\.$/);
  }
});

test.each([
  [401, /who calls/],
  [403, /who calls/],
  [404, /path/],
  [405, /GET/],
  [410, /suspended/],
  [429, /too often/],
  [500, /tried again/],
  [418, /refused/],
])("%i has its own advice", (status, words) => {
  expect(adviceFor("http_error", status)).toMatchObject({
    title: String(status),
    advice: expect.stringMatching(words),
  });
});

import { expect, test } from "vitest";
import { whyFailed } from "./why-failed";

test("a delivery whose attempts are used up says so, and one that waited too long says how long", () => {
  const times = { createdAt: "2026-10-01T08:00:00.000Z", doneAt: "2026-10-31T08:05:00.000Z" };
  expect(whyFailed({ failReason: "schedule_used_up", ...times })).toMatch(/^Every attempt of the schedule/);
  expect(whyFailed({ failReason: "expired", ...times })).toMatch(/^It waited 30 days for the suspended URL/);
  expect(whyFailed({ failReason: "expired", ...times, doneAt: "2026-10-02T09:00:00.000Z" })).toMatch(
    /^It waited 1 day for/,
  );
});

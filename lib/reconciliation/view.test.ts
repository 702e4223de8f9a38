import { expect, test } from "vitest";
import { type Reconciliation, reportOf, sumsOf, verdictOf } from "./view";

const nothing: Reconciliation = {
  from: "2026-11-24T00:00:00.000Z",
  to: "2026-11-25T00:00:00.000Z",
  completeFrom: "2026-10-25T00:00:00.000Z",
  changes: 0,
  expected: 0,
  delivered: 0,
  pending: 0,
  failed: 0,
  cancelled: 0,
  notSent: { switched_off: 0, no_urls: 0, process_not_wanted: 0 },
  unaccounted: 0,
  concerns: [],
  stats: null,
};

test.each([
  [{}, "Nothing changed in the last 24 hours."],
  [{ changes: 3 }, "Every change of the last 24 hours is accounted for."],
  [{ changes: 3, unaccounted: 1 }, "1 delivery or change of the last 24 hours is not accounted for."],
  [{ unaccounted: 1_200 }, "1,200 deliveries or changes of the last 24 hours are not accounted for."],
])("the verdict on %j", (found, sentence) => {
  expect(verdictOf({ ...nothing, ...found }, "the last 24 hours")).toBe(sentence);
});

test("where the span is shown beside it the verdict leaves it out", () => {
  expect(verdictOf({ ...nothing, changes: 1 })).toBe("Every change is accounted for.");
  expect(verdictOf(nothing)).toBe("Nothing changed.");
});

test("the sums leave out what there is none of", () => {
  expect(
    sumsOf({ ...nothing, changes: 1, notSent: { switched_off: 1, no_urls: 0, process_not_wanted: 0 } }),
  ).toBe("1 change, 0 deliveries owed; 1 event not sent.");
  expect(sumsOf({ ...nothing, changes: 28, expected: 60, delivered: 57, pending: 3 })).toBe(
    "28 changes, 60 deliveries owed: 57 delivered, 3 pending.",
  );
});

test("programs meet a reason that came later only where an event has it", () => {
  const { notSent, ...others } = nothing;
  expect(reportOf(nothing)).toEqual({ ...others, notSent: { switched_off: 0, no_urls: 0 } });
  const some = { ...notSent, process_not_wanted: 3 };
  expect(reportOf({ ...nothing, notSent: some })).toEqual({ ...others, notSent: some });
});

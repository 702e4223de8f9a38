import { expect, test } from "vitest";
import { mergeWalks } from "./merge-walks";

const cursor = { delivery: "100", at: 9_000, event: "" };
const none = { found: [], ended: "done" as const, reached: null };

test.each(["down", "up"] as const)(
  "going %s, a row whose time is beyond that of the last one looked at is shown all the same, and the next page goes on",
  (direction) => {
    const way = direction === "down" ? 1 : -1;
    // Two transactions at once: the one with the smaller id began later.
    const deliveries = {
      found: [{ id: String(50 + way), at: 5_000 - way }],
      ended: "gave_up" as const,
      reached: { id: "50", at: 5_000 },
    };
    const page = mergeWalks({ deliveries, unsent: none }, { cursor, direction, limit: 10 });
    expect(page.rows.map(({ id }) => id)).toEqual([String(50 + way)]);
    expect(page.next.delivery).toBe(direction === "down" ? "50" : "51");
    expect(page.more).toBe(true);
  },
);

test("where one walk gave up, nothing beyond is taken from the other", () => {
  const deliveries = { found: [], ended: "gave_up" as const, reached: { id: "50", at: 5_000 } };
  const unsent = {
    found: [
      { id: "evt_2", at: 6_000 },
      { id: "evt_1", at: 4_000 },
    ],
    ended: "done" as const,
    reached: null,
  };
  const page = mergeWalks({ deliveries, unsent }, { cursor, direction: "down", limit: 10 });
  expect(page.rows.map(({ id }) => id)).toEqual(["evt_2"]);
  expect(page).toMatchObject({ next: { delivery: "50", at: 6_000, event: "evt_2" }, searchedTo: 5_000 });
});

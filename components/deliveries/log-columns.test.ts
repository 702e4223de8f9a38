import { expect, test } from "vitest";
import type { LogRow } from "@/lib/deliveries/view";
import { columnWidths } from "./log-columns";

const row = (instanceID: string, last: object): LogRow =>
  ({
    kind: "delivery",
    id: "dlv_1",
    delivery: { instanceID, status: "failed", attemptCount: 1, ...last },
  }) as LogRow;
const answered = { lastOutcome: "delivered", lastStatusCode: 200, lastTotalMs: 28 };
const refused = { lastOutcome: "connection_refused", lastStatusCode: null, lastTotalMs: 2, attemptCount: 12 };
const pixels = (width: string) => Number(/ (\d+)px/.exec(width)?.[1]);

test("the columns of a table are as wide as the longest that its rows hold", () => {
  const short = columnWidths([row("leave-1", answered)]);
  const long = columnWidths([row("leave-1", refused), row("training-requests-1234", answered)]);
  expect(pixels(long.instance)).toBeGreaterThan(pixels(short.instance));
  expect(pixels(long.result)).toBeGreaterThan(pixels(short.result));
});

test("a result a little longer than before moves no column", () => {
  expect(columnWidths([row("leave-1", { ...answered, attemptCount: 3 })])).toEqual(
    columnWidths([row("leave-1", answered)]),
  );
});

test("a table without rows has columns too", () => {
  expect(columnWidths([])).toEqual({ instance: "clamp(11rem, 26px, 20cqw)", result: expect.any(String) });
});

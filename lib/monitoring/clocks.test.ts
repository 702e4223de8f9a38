import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { closePool } from "@/lib/db/pool";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import { readWrongClocks, wrongClockText } from "./clocks";
import { readMetrics } from "./read-metrics";

afterAll(closePool);

test("a dispatcher whose clock is off the database's is told, with its host; one that is right is not", async () => {
  const sixMinutesMs = 360_000;
  dispatcherHere({ publishEveryMs: 50, wallMs: () => Date.now() + sixMinutesMs });
  dispatcherHere({ publishEveryMs: 50 });
  const [clock] = await eventually(async () => {
    const found = await readWrongClocks(operator);
    return found.length === 1 ? found : undefined;
  });
  expect(clock?.aheadS).toBeGreaterThan(350);
  expect(clock && wrongClockText(clock)).toMatch(
    /^The clock of \S+ is 6 minutes ahead of the database's\. Receivers refuse signatures that are five minutes off: set the clock, by NTP\.$/,
  );
  expect((await readMetrics()).text).toMatch(/callboard_clock_ahead_seconds\{dispatcher="\d+"\} 3[56]\d/);
});

test.each([
  [{ host: "a", aheadS: 31 }, "The clock of a is 31 seconds ahead of the database's."],
  [{ host: "b", aheadS: -3_600 }, "The clock of b is 60 minutes behind the database's."],
])("%j", (clock, sentence) => {
  expect(wrongClockText(clock)).toContain(sentence);
});

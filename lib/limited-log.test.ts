import { expect, test } from "vitest";
import { linesOf, logProcess } from "@/lib/testing/log-process";

test("of each kind one line is written in ten seconds; the next tells how many were left out", async () => {
  const lines = await linesOf(
    logProcess(
      `import { warnSparingly } from "./lib/limited-log.ts";
      let now = 0;
      performance.now = () => now;
      for (let count = 0; count < 50; count += 1) warnSparingly("one", { event: "one", count });
      warnSparingly("other", { event: "other" });
      now = 10_000;
      warnSparingly("one", { event: "one" });
      now = 20_000;
      warnSparingly("one", { event: "one" });
      process.disconnect();`,
    ),
  );
  expect(lines.map(({ level, event, leftOut }) => [level, event, leftOut])).toEqual([
    ["warn", "one", undefined],
    ["warn", "other", undefined],
    ["warn", "one", 49],
    ["warn", "one", undefined],
  ]);
});

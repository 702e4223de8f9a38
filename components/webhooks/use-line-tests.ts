import { useState } from "react";
import { answerOf } from "@/components/ui/use-action";
import type { EventType } from "@/lib/events/event-types";
import type { DialogActions } from "./dialog-actions";
import type { LineTest } from "./line-marks";

/** The tests of one text area, by URL: those that run, and how the others went. */
export function useLineTests(
  eventType: EventType,
  { test, testAll }: Pick<DialogActions, "test" | "testAll">,
) {
  const [tests, setTests] = useState<ReadonlyMap<string, LineTest>>(new Map());
  const put = (url: string, state: LineTest) => setTests((before) => new Map(before).set(url, state));

  const run = async (url: string) => {
    if (tests.get(url)?.kind === "running") return;
    put(url, { kind: "running" });
    put(url, { kind: "done", result: await answerOf(test({ url, eventType })) });
  };

  /** Each result shows as it comes; the server bounds how many run at once. */
  const runAll = async (urls: readonly string[]) => {
    const idle = urls.filter((url) => tests.get(url)?.kind !== "running");
    if (idle.length === 0) return;
    for (const url of idle) put(url, { kind: "running" });
    const answer = await answerOf(testAll({ urls: idle, eventType }));
    for (const [index, url] of idle.entries()) {
      if (!answer.ok) put(url, { kind: "done", result: answer });
      const single = answer.ok ? answer.value[index] : undefined;
      if (single) void answerOf(single).then((result) => put(url, { kind: "done", result }));
    }
  };
  return { tests, run, runAll };
}

import { useEffect, useRef, useState } from "react";
import { answerOf } from "@/components/ui/use-action";
import { maxTestedTogether } from "@/lib/callback/url-limits";
import type { EventType } from "@/lib/events/event-types";
import type { DialogActions } from "./dialog-actions";
import type { LineTest } from "./line-marks";

/** The tests of one text area, by URL: those that run, and how the others went. */
export function useLineTests(
  eventType: EventType,
  { test, testAll }: Pick<DialogActions, "test" | "testAll">,
) {
  const [tests, setTests] = useState<ReadonlyMap<string, LineTest>>(new Map());
  const put = (urls: readonly string[], state: LineTest) =>
    setTests((before) => new Map([...before, ...urls.map((url) => [url, state] as const)]));
  const isOpen = useIsOpen();

  const run = async (url: string) => {
    if (tests.get(url)?.kind === "running") return;
    put([url], { kind: "running" });
    put([url], { kind: "done", result: await answerOf(test({ url, eventType })) });
  };

  /**
   * Each result shows as it comes. The server bounds how many run at once and are asked for together: of many URLs one group follows
   * the other, as long as the dialog is open.
   */
  const runAll = async (urls: readonly string[]) => {
    const idle = urls.filter((url) => tests.get(url)?.kind !== "running");
    put(idle, { kind: "running" });
    for (let from = 0; from < idle.length && isOpen(); from += maxTestedTogether) {
      const group = idle.slice(from, from + maxTestedTogether);
      const answer = await answerOf(testAll({ urls: group, eventType }));
      if (!answer.ok) {
        put(idle.slice(from), { kind: "done", result: answer });
        return;
      }
      await Promise.all(
        group.map(async (url, index) => {
          const single = answer.value[index];
          if (single) put([url], { kind: "done", result: await answerOf(single) });
        }),
      );
    }
  };
  return { tests, run, runAll };
}

/** Whether the component is still on the page. */
function useIsOpen(): () => boolean {
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  return () => open.current;
}

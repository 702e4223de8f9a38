import { useMemo } from "react";
import { checkTypedLines, type LineError, type UrlRules, withProblems } from "@/lib/callback/url-lines";
import type { EventType } from "@/lib/events/event-types";
import type { DialogActions } from "./dialog-actions";
import { type KnownUrl, markLines } from "./line-marks";
import { useLineTests } from "./use-line-tests";

/** The lines of one text area, judged and marked, and the tests of their URLs. */
export function useLines(given: {
  eventType: EventType;
  text: string;
  problems: readonly LineError[];
  rules: UrlRules;
  known: readonly KnownUrl[];
  /** The line that is being typed. */
  typing: number | null;
  actions: DialogActions;
}) {
  const { text, problems, rules, typing } = given;
  const { tests, run, runAll } = useLineTests(given.eventType, given.actions);
  const known = useMemo(() => new Map(given.known.map((one) => [one.url, one])), [given.known]);
  const typed = useMemo(() => withProblems(checkTypedLines(text, rules), problems), [text, rules, problems]);
  const marked = useMemo(() => markLines({ typed, typing, tests, known }), [typed, typing, tests, known]);
  const urls = typed.checked.map(({ url }) => url);
  const running = urls.filter((url) => tests.get(url)?.kind === "running").length;
  return { typed, marked, known, urls, tests, running, run, runAll };
}

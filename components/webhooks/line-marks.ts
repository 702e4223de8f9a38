import { type CallbackEndpoint, maskedEndpoint } from "@/lib/callback/build-request";
import type { TypedLines } from "@/lib/callback/url-lines";
import type { EndpointStats, TestView } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import type { ActionResult } from "@/lib/web/result";

/** What the page knows of a URL that is stored. */
export type KnownUrl = CallbackEndpoint & Pick<EndpointStats, "endpointID" | "name" | "state" | "last">;

/** That much of an endpoint, so that no more is sent to the browser. */
export function knownUrlOf(endpoint: EndpointStats): KnownUrl {
  const { endpointID, name, state, last } = endpoint;
  return { ...maskedEndpoint(endpoint), endpointID, name, state, last };
}

/** A test of one URL: under way, or how it went. */
export type LineTest = { kind: "running" } | { kind: "done"; result: ActionResult<TestView> };

/** The one thing worth knowing about a line, for the text area's gutter. */
export type Mark =
  | { kind: "typing" | "checked" | "warning" | "wrong" | "testing" | "untested" }
  | { kind: "probing" | "suspended" }
  | { kind: "delivered" | "failed"; code: number | null; of: "test" | "last callback" };

/** A line that is not blank: `url` where it may be saved, `rewritten` where its note says how else to write it. */
export type MarkedLine = {
  line: number;
  url?: string;
  note?: string;
  rewritten?: string;
  problem?: string;
  mark: Mark;
};

type MarkInput = {
  typed: TypedLines;
  /** The line that is being typed, whose faults and note are not told yet. */
  typing: number | null;
  tests: ReadonlyMap<string, LineTest>;
  known: ReadonlyMap<string, KnownUrl>;
};

/** Every judged line with its mark, by its number. Pure. */
export function markLines({ typed, typing, tests, known }: MarkInput): Map<number, MarkedLine> {
  const marked = new Map<number, MarkedLine>();
  for (const { line, message } of typed.errors) {
    const unfinished = line === typing;
    marked.set(
      line,
      unfinished ? { line, mark: { kind: "typing" } } : { line, problem: message, mark: { kind: "wrong" } },
    );
  }
  for (const { line, url, ...noted } of typed.checked) {
    // What was delivered is taken as it stands.
    const needless = line === typing || known.get(url)?.last?.outcome === "delivered";
    const { note, rewritten } = needless ? {} : noted;
    const mark = testMark(tests.get(url)) ?? knownMark(known.get(url), note !== undefined);
    marked.set(line, {
      line,
      url,
      ...(note === undefined ? {} : { note }),
      ...(rewritten === undefined ? {} : { rewritten }),
      mark,
    });
  }
  return marked;
}

function testMark(test: LineTest | undefined): Mark | null {
  if (!test) return null;
  if (test.kind === "running") return { kind: "testing" };
  if (!test.result.ok) return { kind: "untested" };
  const { outcome, statusCode } = test.result.value;
  return { kind: outcome === "delivered" ? "delivered" : "failed", code: statusCode, of: "test" };
}

function knownMark(known: KnownUrl | undefined, hasNote: boolean): Mark {
  if (known && known.state !== "active") return { kind: known.state };
  const last = known?.last ?? null;
  // One under way, or whose answer nobody knows, says nothing about the URL.
  const ended = last && !["in_progress", "interrupted"].includes(last.outcome) ? last : null;
  const code = ended?.statusCode ?? null;
  if (ended && ended.outcome !== "delivered") return { kind: "failed", code, of: "last callback" };
  if (hasNote) return { kind: "warning" };
  return ended ? { kind: "delivered", code, of: "last callback" } : { kind: "checked" };
}

/** The mark in words. */
export function markText(mark: Mark): string {
  switch (mark.kind) {
    case "typing":
      return "being typed";
    case "testing":
      return "being tested";
    case "untested":
      return "not tested";
    case "delivered":
    case "failed":
      return `${mark.of} ${mark.kind}${mark.code === null ? "" : `, ${mark.code}`}`;
    default:
      return mark.kind;
  }
}

/** "20 URLs · 18 checked · 1 wrong": what is in a text area, most of it last. */
export function summary(
  enabled: boolean,
  typed: TypedLines,
  marked: ReadonlyMap<number, MarkedLine>,
): string {
  const { entered } = typed;
  const urls = `${grouped(entered)} URL${entered === 1 ? "" : "s"}`;
  const wrong = [...marked.values()].filter(({ mark }) => mark.kind === "wrong").length;
  const faults = wrong === 0 ? "" : ` · ${wrong} wrong`;
  if (enabled) return `${urls}${faults}`;
  return entered === 0 ? "off" : `off · ${urls} kept, nothing is sent${faults}`;
}

/** The one sentence to tell now: of the line under the cursor, else of the whole text, else of the first line that is wrong. Pure. */
export function problemToTell(
  { problem }: TypedLines,
  marked: ReadonlyMap<number, MarkedLine>,
  line: number,
): string | undefined {
  const first = [...marked.values()].find((one) => one.problem !== undefined);
  return marked.get(line)?.problem ?? problem ?? first?.problem;
}

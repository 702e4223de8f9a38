import { expect, test } from "vitest";
import { unsavedEndpoint } from "@/lib/callback/build-request";
import { defaultMaxUrls } from "@/lib/callback/url-limits";
import { checkTypedLines } from "@/lib/callback/url-lines";
import type { TestView } from "@/lib/endpoints/view";
import { type KnownUrl, type LineTest, markLines, markText, problemToTell } from "./line-marks";

const urls = ["https://a.example.com/", "https://b.example.com/"] as const;
const [a, b] = urls;
const rules = { callbackAllow: [], maxUrls: defaultMaxUrls };

const known = (given: Partial<KnownUrl>): ReadonlyMap<string, KnownUrl> =>
  new Map([
    [a, { ...unsavedEndpoint(a), endpointID: "ep_1", name: null, state: "active", last: null, ...given }],
  ]);
const last = (outcome: "delivered" | "http_error" | "in_progress", statusCode: number | null) => ({
  last: { deliveryID: "dlv_1", outcome, statusCode, at: "2026-01-01T00:00:00.000Z" },
});
const tested = (test: LineTest): ReadonlyMap<string, LineTest> => new Map([[a, test]]);
const result = (outcome: TestView["outcome"], statusCode: number | null): LineTest => ({
  kind: "done",
  result: { ok: true, value: { outcome, statusCode } as TestView },
});

type MarkInput = Partial<Omit<Parameters<typeof markLines>[0], "typed">>;
const marksOf = (text: string, input: MarkInput = {}) =>
  [
    ...markLines({
      typed: checkTypedLines(text, rules),
      typing: null,
      tests: new Map(),
      known: new Map(),
      ...input,
    }),
  ].map(([line, { mark }]) => `${line} ${markText(mark)}`);

test.each<[what: string, given: MarkInput, mark: string]>([
  ["nothing known", {}, "1 checked"],
  ["never called", { known: known({}) }, "1 checked"],
  ["a call under way", { known: known(last("in_progress", null)) }, "1 checked"],
  ["delivered last", { known: known(last("delivered", 204)) }, "1 last callback delivered, 204"],
  ["failed last", { known: known(last("http_error", 503)) }, "1 last callback failed, 503"],
  ["suspended", { known: known({ state: "suspended", ...last("http_error", 503) }) }, "1 suspended"],
  ["probed", { known: known({ state: "probing" }) }, "1 probing"],
  [
    "a test running",
    { known: known({ state: "probing" }), tests: tested({ kind: "running" }) },
    "1 being tested",
  ],
  ["a test delivered", { tests: tested(result("delivered", 200)) }, "1 test delivered, 200"],
  [
    "a test failed",
    { known: known(last("delivered", 200)), tests: tested(result("timeout", null)) },
    "1 test failed",
  ],
  [
    "a test refused",
    { tests: tested({ kind: "done", result: { ok: false, status: 429, message: "Wait." } }) },
    "1 not tested",
  ],
])("a line's one mark: %s", (_, input, mark) => {
  expect(marksOf(a, input)).toEqual([mark]);
});

test("what is wrong is marked at its own line, and not yet at the one that is being typed", () => {
  expect(marksOf(`${a}\nftp://x\n\nhttps://bücher.example.com/`)).toEqual([
    "2 wrong",
    "1 checked",
    "4 warning",
  ]);
  expect(marksOf("ftp://x\nhttp", { typing: 2 })).toEqual(["1 wrong", "2 being typed"]);
  expect(marksOf(`${a}\n${b}`, { typing: 1 })).toEqual(["1 checked", "2 checked"]);
});

test("what some services refuse is told at its line, not while that is typed, and no more once it was delivered", () => {
  const url = "https://a.example.com/?f=a|b";
  const lineOf = ({ typing = null, last: of }: { typing?: number | null; last?: Pick<KnownUrl, "last"> }) =>
    markLines({
      typed: checkTypedLines(url, rules),
      typing,
      tests: new Map(),
      known: of ? new Map([...known(of).values()].map((one) => [url, one])) : new Map(),
    }).get(1);
  const note = "Line 1 holds a bare |, which some services refuse. Write %7C.";
  const noted = { line: 1, url, note, rewritten: "https://a.example.com/?f=a%7Cb" };
  expect(lineOf({})).toEqual({ ...noted, mark: { kind: "warning" } });
  expect(lineOf({ typing: 1 })).toEqual({ line: 1, url, mark: { kind: "checked" } });
  expect(lineOf({ last: last("http_error", 400) })).toMatchObject(noted);
  expect(lineOf({ last: last("delivered", 200) })).not.toHaveProperty("note");
});

test("one problem is told: of the line under the cursor, else of the whole text, else the first", () => {
  const told = (text: string, line: number) => {
    const typed = checkTypedLines(text, rules);
    const marked = markLines({ typed, typing: null, tests: new Map(), known: new Map() });
    return problemToTell(typed, marked, line);
  };
  const text = `${a}\nftp://x\nftp://y`;
  expect(told(text, 3)).toMatch(/^Line 3/);
  expect(told(text, 1)).toMatch(/^Line 2/);
  expect(told(a, 1)).toBeUndefined();
  const many = Array.from({ length: 21 }, (_, n) => (n === 1 ? "ftp://x" : `${a}${n}`)).join("\n");
  expect(told(many, 1)).toBe("21 URLs entered; at most 20 are allowed.");
  expect(told(many, 2)).toMatch(/^Line 2/);
});

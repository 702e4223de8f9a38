import type { AllowRule } from "@/lib/address/allow-list";
import { maxCheckedLines } from "./url-limits";
import { judgeCallbackUrl } from "./url-rules";

/** What an operator rules about URLs: which addresses are allowed besides public ones, and how many an event type may have. */
export type UrlRules = { callbackAllow: readonly AllowRule[]; maxUrls: number };

const maxTextBytes = 64 * 1024;

/** A line that may be saved; `line` counts from 1 as the person sees it. `rewritten` is the URL as its note says to write it. */
export type CheckedLine = { line: number; url: string; note?: string; rewritten?: string };
/** `message` is what the person reads, line number included; without `line` it is about the whole text. */
export type LineError = { line?: number; message: string };

/** A text area, one URL a line, or a list of URLs, whose positions are its lines. */
export type TypedUrls = string | readonly string[];

/**
 * Every URL, and every problem at once. Blank lines of a text are ignored but counted; in a list they are a problem, as are
 * line breaks within a URL. Pure.
 */
export function checkCallbackLines(
  given: TypedUrls,
  { callbackAllow, maxUrls }: UrlRules,
): { lines: CheckedLine[]; errors: LineError[] } {
  const isText = typeof given === "string";
  const tooLong = lengthProblem(isText ? given : given.join("\n"));
  if (tooLong) return { lines: [], errors: [{ message: tooLong }] };
  const entered = (isText ? given.split(lineBreak) : given)
    .map((typed, index) => ({ line: index + 1, typed: trimBlanks(typed) }))
    .filter(({ typed }) => typed !== "" || !isText);
  const lines: CheckedLine[] = [];
  const errors: LineError[] = [];
  const tooMany = countProblem(entered.length, maxUrls);
  if (tooMany) errors.push({ message: tooMany });
  const firstLineOf = new Map<string, number>();
  for (const { line, typed } of entered.slice(0, maxCheckedLines(maxUrls))) {
    if (typed === "") {
      errors.push({ line, message: `Line ${line} is empty.` });
      continue;
    }
    const verdict = judgeCallbackUrl(typed, callbackAllow);
    if (!verdict.ok) {
      errors.push({ line, message: `Line ${line}${verdict.joint}${verdict.problem}` });
      continue;
    }
    const repeats = firstLineOf.get(verdict.key);
    if (repeats !== undefined) {
      errors.push({ line, message: `Line ${line} repeats line ${repeats}.` });
      continue;
    }
    firstLineOf.set(verdict.key, line);
    const { note, rewritten } = verdict;
    lines.push({
      line,
      url: typed,
      ...(note ? { note: `Line ${line} ${note}.` } : {}),
      ...(rewritten ? { rewritten } : {}),
    });
  }
  return { lines, errors };
}

const lineBreak = /\r\n|\n|\r/;

function lengthProblem(text: string): string | null {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= maxTextBytes) return null;
  return `The text is ${bytes.toLocaleString("en-US")} bytes long; the limit is ${maxTextBytes.toLocaleString("en-US")}.`;
}

function countProblem(entered: number, maxUrls: number): string | null {
  if (entered <= maxUrls) return null;
  return `${entered.toLocaleString("en-US")} URLs entered; at most ${maxUrls} are allowed.`;
}

/** As many of a text's lines as may be saved, what is wrong with each, and what is wrong with the whole. */
export type TypedLines = {
  /** Lines of the text, blank ones too. */
  lineCount: number;
  /** URLs entered, judged or not. */
  entered: number;
  checked: CheckedLine[];
  errors: (LineError & { line: number })[];
  /** About the text as a whole: too long, or too many URLs. */
  problem: string | null;
};

/**
 * Judges a text while it is typed: only the first URLs, as many as may be saved, whatever was pasted. The save judges more of
 * them, by the same rules. Pure.
 */
export function checkTypedLines(text: string, rules: UrlRules): TypedLines {
  const lines = text.split(lineBreak);
  const entered = lines.flatMap((typed, index) => (trimBlanks(typed) === "" ? [] : [index + 1]));
  const shown = { lineCount: lines.length, entered: entered.length };
  const tooLong = lengthProblem(text);
  if (tooLong) return { ...shown, checked: [], errors: [], problem: tooLong };
  const first = lines.slice(0, entered[rules.maxUrls - 1] ?? lines.length).join("\n");
  const { lines: checked, errors } = checkCallbackLines(first, rules);
  const ofLines = errors.flatMap(({ line, message }) => (line === undefined ? [] : [{ line, message }]));
  return { ...shown, checked, errors: ofLines, problem: countProblem(entered.length, rules.maxUrls) };
}

/** The lines, with what only the server could find: a line that it refused may not be saved. Pure. */
export function withProblems(typed: TypedLines, problems: readonly LineError[]): TypedLines {
  const known = new Set(typed.errors.map(({ line }) => line));
  const found = problems.flatMap(({ line, message }) =>
    line === undefined || known.has(line) ? [] : [{ line, message }],
  );
  if (found.length === 0) return typed;
  const refused = new Set(found.map(({ line }) => line));
  return {
    ...typed,
    checked: typed.checked.filter(({ line }) => !refused.has(line)),
    errors: [...typed.errors, ...found],
  };
}

/** The text with another URL in that line; blanks around it stay. Pure. */
export function replaceUrl(text: string, line: number, url: string, by: string): string {
  return text
    .split("\n")
    .map((typed, index) => (index === line - 1 ? typed.replace(url, () => by) : typed))
    .join("\n");
}

/** Blanks and tabs only: other white space is reported, not silently dropped. */
function trimBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text[from])) from += 1;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

const isBlank = (character: string | undefined) => character === " " || character === "\t";

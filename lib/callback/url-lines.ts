import type { AllowRule } from "@/lib/net/allow-list";
import { judgeCallbackUrl } from "./url-rules";

export const maximumUrls = 20;
export const maximumTextBytes = 64 * 1024;

/** A line that may be saved; `line` counts from 1 as the person sees it. */
export type CheckedLine = { line: number; url: string; note?: string };
/** `message` is what the person reads, line number included; without `line` it is about the whole text. */
export type LineError = { line?: number; message: string };

/** Every URL of a text area, one a line, and every problem at once. Blank lines are ignored but counted. Pure. */
export function checkCallbackLines(
  text: string,
  allow: readonly AllowRule[],
): { lines: CheckedLine[]; errors: LineError[] } {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > maximumTextBytes) {
    const message = `The text is ${bytes.toLocaleString("en-US")} bytes long; the limit is ${maximumTextBytes.toLocaleString("en-US")}.`;
    return { lines: [], errors: [{ message }] };
  }
  const entered = text
    .split(/\r\n|\n|\r/)
    .map((typed, index) => ({ line: index + 1, typed: trimBlanks(typed) }))
    .filter(({ typed }) => typed !== "");
  const lines: CheckedLine[] = [];
  const errors: LineError[] = [];
  if (entered.length > maximumUrls)
    errors.push({ message: `${entered.length} URLs entered; at most ${maximumUrls} are allowed.` });
  const firstLineOf = new Map<string, number>();
  for (const { line, typed } of entered) {
    const verdict = judgeCallbackUrl(typed, allow);
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
    lines.push({ line, url: typed, ...(verdict.note ? { note: `Line ${line} ${verdict.note}.` } : {}) });
  }
  return { lines, errors };
}

/** Blanks and tabs only: other white space is reported, not silently dropped. */
function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

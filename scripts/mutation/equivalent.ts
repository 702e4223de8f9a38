import type { Mutant } from "./mutants";

/** Mutants that no test can tell from the code: `text`, in that line of `file`, replaced by `replacement`. */
export type Equivalent = { file: string; line: string; text: string; replacement: string; reason: string };

const neverMissing = "stands for what is missing, where it never is";

/** What is left out of the score. */
export const equivalents: readonly Equivalent[] = [
  {
    file: "lib/callback/retry-schedule.ts",
    line: "return Math.round(Math.max(wait, Math.min(retryAfterMs ?? 0, maxRetryAfterMs)));",
    text: "0",
    replacement: "1",
    reason: "a millisecond is less than any wait of a schedule",
  },
  {
    file: "lib/callback/url-rules.ts",
    line: 'const [beforeQuery = ""] = raw.split("?", 1);',
    text: "1",
    replacement: "2",
    reason: "of what is split only the first part is taken",
  },
  {
    file: "lib/callback/url-rules.ts",
    line: 'const typedHost = /^https?:\\/\\/(\\[[^\\]]*\\]|[^/?:]*)/i.exec(raw)?.[1] ?? "";',
    text: '""',
    replacement: '"mutant"',
    reason: neverMissing,
  },
];

/** Whether a mutant of this file, whose text is `source`, is one of them. */
export function isEquivalent(
  { file, line, text, replacement }: Equivalent,
  mutant: Mutant & { file: string },
  source: string,
): boolean {
  return (
    file === mutant.file &&
    replacement === mutant.replacement &&
    text === source.slice(mutant.start, mutant.end) &&
    line === lineAt(source, mutant.start)
  );
}

function lineAt(source: string, at: number): string {
  const end = source.indexOf("\n", at);
  return source.slice(source.lastIndexOf("\n", at - 1) + 1, end === -1 ? source.length : end).trim();
}

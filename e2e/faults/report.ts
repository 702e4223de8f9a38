import type { Findings, Row } from "./row";

export type Result = { row: Row; seconds: number } & (
  | { kind: "done"; findings: Findings }
  | { kind: "error"; message: string }
  | { kind: "skipped"; reason: string }
);

/** The short line that appears when a row is over. */
export function resultLine(result: Result): string {
  const { row, seconds } = result;
  const head = `${String(row.number).padStart(2)}  ${verdictOf(result).padEnd(7)} ${seconds.toFixed(1).padStart(6)} s  ${row.title}`;
  return [head, ...detailsOf(result).map((detail) => `    ${detail}`)].join("\n");
}

/** The table of all rows, and the sums as the last line. */
export function table(results: Result[]): string {
  const lines = results.map((result) => {
    const counted = result.kind === "done" ? result.findings.counted : null;
    return [
      String(result.row.number),
      result.row.title,
      result.row.must,
      counted ? String(counted.lost.length) : "–",
      counted ? String(counted.ghosts.length) : "–",
      counted ? String(counted.repeats) : "–",
      result.seconds.toFixed(1),
      figureOf(result),
      verdictOf(result),
    ];
  });
  const head = ["#", "broken", "must hold", "LOST", "GHOST", "repeats", "s", "measured", ""];
  const wrapped = [head, ...lines].map((cells) => cells.map((cell) => wrap(cell, maxLineLength)));
  const widths = head.map((_, column) =>
    Math.max(...wrapped.flatMap((cells) => cells[column] ?? []).map((text) => text.length)),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  const show = (cells: string[][]) =>
    Array.from({ length: Math.max(...cells.map((cell) => cell.length)) }, (_, n) =>
      cells
        .map((cell, column) => (cell[n] ?? "").padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    ).join("\n");
  const [title = [], ...body] = wrapped;
  return [show(title), ...body.map(show)].join(`\n${rule}\n`);
}

const maxLineLength = 40;

/** The text in lines of at most `width`, broken at spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}

export function sums(results: Result[]): { passed: number; failed: number; skipped: number } {
  const verdicts = results.map(verdictOf);
  const of = (verdict: string) => verdicts.filter((one) => one === verdict).length;
  return { passed: of("ok"), failed: of("FAILED"), skipped: of("skipped") };
}

function verdictOf(result: Result): "ok" | "FAILED" | "skipped" {
  switch (result.kind) {
    case "done":
      return result.findings.violations.length === 0 ? "ok" : "FAILED";
    case "error":
      return "FAILED";
    case "skipped":
      return "skipped";
    default:
      return result satisfies never;
  }
}

function figureOf(result: Result): string {
  switch (result.kind) {
    case "done":
      return result.findings.figure;
    case "error":
      return (result.message.split("\n")[0] ?? "").slice(0, 120);
    case "skipped":
      return result.reason;
    default:
      return result satisfies never;
  }
}

function detailsOf(result: Result): string[] {
  if (result.kind === "error") return [result.message];
  if (result.kind === "skipped") return [result.reason];
  const { figure, violations } = result.findings;
  return [figure, ...violations.map((violation) => `✗ ${violation}`)].filter((text) => text !== "");
}

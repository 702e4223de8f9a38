/** A line of the report: what was measured, and the target it is held against, if there is one. */
export type Finding = { what: string; measured: string; target?: { text: string; met: boolean } };

export const count = (value: number) => Math.round(value).toLocaleString("en");

export const milliseconds = (value: number) => `${value < 100 ? value.toFixed(2) : count(value)} ms`;

export function atLeast(value: number, least: number): Finding["target"] {
  return { text: `≥ ${least}`, met: value >= least };
}

export function atMost(value: number, most: number, unit = ""): Finding["target"] {
  return { text: `≤ ${most.toLocaleString("en")} ${unit}`.trim(), met: value <= most };
}

/** One table over all parts, a blank line between two. */
export function table(parts: Finding[][]): string {
  const rows = parts.map((part) =>
    part.map(({ what, measured, target }) => [
      what,
      measured,
      target?.text ?? "",
      target ? (target.met ? "met" : "missed") : "",
    ]),
  );
  const head = ["", "measured", "target", ""];
  const widths = head.map((title, place) =>
    Math.max(title.length, ...rows.flat().map((row) => row[place]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join("  ")
      .trimEnd();
  const blocks = rows.filter((part) => part.length > 0).map((part) => part.map(line).join("\n"));
  return [line(head), ...blocks].join("\n\n");
}

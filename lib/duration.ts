import { counted } from "@/lib/plural";

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Milliseconds of a duration as operators write it: `30s`, `5m`, `120h`, `7d`.
 * @throws Error with a sentence when the text is not one.
 */
export function parseDurationMs(text: string): number {
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(text.trim());
  if (!match?.[1] || !match[2])
    throw new Error(`"${text}" is not a duration; write for example 30s, 5m or 120h`);
  return Number(match[1]) * unitsMs[match[2] as keyof typeof unitsMs];
}

/** "5 s", "30 min", "2 h 5 min", "3 d 3 h": a duration as people read it, by its two largest units. Pure. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const parts: [count: number, unit: string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** "1 day", "30 days". */
export function daysText(count: number): string {
  return counted(count, "day", "days");
}

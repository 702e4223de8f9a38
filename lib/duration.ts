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

/** "1 day", "30 days". */
export function daysText(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}

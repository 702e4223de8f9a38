/** One thing that was looked at. What `stops` a start, or would soon after it, makes the check fail; a `warning` may be meant. */
export type Finding = { level: "stops" | "warning" | "fine"; sentence: string };

export const stops = (sentence: string): Finding => ({ level: "stops", sentence });
export const warning = (sentence: string): Finding => ({ level: "warning", sentence });
export const fine = (sentence: string): Finding => ({ level: "fine", sentence });

const marks = { stops: "✗", warning: "!", fine: "✓" };

/** The lines that a person reads: what is fine first, what stops the start last, then what it comes to. */
export function report(findings: readonly Finding[]): string[] {
  const of = (level: Finding["level"]) => findings.filter((finding) => finding.level === level);
  const lines = [...of("fine"), ...of("warning"), ...of("stops")].map(
    ({ level, sentence }) => `${marks[level]} ${sentence}`,
  );
  const count = of("stops").length;
  const sum =
    count === 0
      ? "Nothing stops a start. Nothing was changed."
      : `${count === 1 ? "One thing stops" : `${count} things stop`} a start. Nothing was changed.`;
  return [...lines, sum];
}

/** A schedule as people type it: "5s, 5m, 2h". Pure. */
export function pausesText(pausesS: readonly number[]): string {
  return pausesS
    .map((seconds) => {
      if (seconds % 3_600 === 0) return `${seconds / 3_600}h`;
      return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
    })
    .join(", ");
}

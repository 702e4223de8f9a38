/** "99.9 %"; never rounded up to 100 %. Pure. */
export function shareText(part: number, whole: number): string {
  return part === whole ? "100 %" : `${(Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %`;
}

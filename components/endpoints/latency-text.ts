import { grouped } from "@/lib/plural";

/**
 * "≈ 8,700 ms", "≈ 13 / 45 ms": percentiles as screens show them. They are read from steps, within 5 % (lib/stats/latency.ts), so that more
 * than two digits would claim what nobody measured. Breaks between two of them only. Pure.
 */
export function latencyText(...ms: number[]): string {
  return `≈\u00a0${ms.map(digits).join(" / ")}\u00a0ms`;
}

function digits(ms: number): string {
  if (ms < 9.95) return String(Math.round(ms * 10) / 10);
  return grouped(Number(ms.toPrecision(2)));
}

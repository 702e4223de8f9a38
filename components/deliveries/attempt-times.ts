import type { AttemptView } from "@/lib/deliveries/view";
import { grouped } from "@/lib/plural";

/** The parts of a call, in their order, as far as they are known. `start` is what passed before the first of them. */
export const phases = ["start", "DNS", "connect", "TLS", "wait"] as const;
export type Phase = (typeof phases)[number];

export type AttemptTimes = { phases: { phase: Phase; ms: number }[]; totalMs: number };

type Measured = Pick<AttemptView, "dnsMs" | "connectMs" | "tlsMs" | "firstByteMs" | "totalMs">;

/** Less than this of `start` is measuring, not waiting. */
const minStartMs = 0.5;

/** How long each part of an attempt took, in milliseconds; null while it is under way or where nothing was measured. */
export function timesOf({ dnsMs, connectMs, tlsMs, firstByteMs, totalMs }: Measured): AttemptTimes | null {
  if (totalMs === null) return null;
  const left = Math.max(0, totalMs - (dnsMs ?? 0) - (connectMs ?? 0) - (tlsMs ?? 0));
  // Without an answer all that is left was waiting for one, or for the phase that did not end.
  const waitMs = firstByteMs === null ? left : Math.min(firstByteMs, left);
  const startMs = left - waitMs;
  const known: [Phase, number | null][] = [
    ["start", startMs < minStartMs ? null : startMs],
    ["DNS", dnsMs],
    ["connect", connectMs],
    ["TLS", tlsMs],
    ["wait", waitMs],
  ];
  return { phases: known.flatMap(([phase, ms]) => (ms === null ? [] : [{ phase, ms }])), totalMs };
}

/** The one scale of all attempts: where it ends and what stands below it, in milliseconds. */
export type TimeScale = { maxMs: number; ticksMs: number[] };

const maxTicks = 4;

/** A scale from nothing to the longest attempt, in round steps. */
export function scaleOf(totals: readonly number[]): TimeScale {
  const longest = Math.max(1, ...totals);
  const power = 10 ** Math.floor(Math.log10(longest / maxTicks));
  const step =
    [1, 2, 2.5, 5, 10].map((n) => n * power).find((one) => longest / one <= maxTicks * 1.01) ?? longest;
  // A timeout ends a few milliseconds after its ten seconds: that is no step more.
  const count = Math.max(1, Math.ceil(longest / step - 0.02));
  return { maxMs: count * step, ticksMs: Array.from({ length: count + 1 }, (_, n) => n * step) };
}

/** The part of the scale that a time takes, in per cent. */
export function widthOf(ms: number, { maxMs }: TimeScale): number {
  return Math.min(100, (ms / maxMs) * 100);
}

/** "0.8", "11", "10,003": exact to a tenth below ten milliseconds. */
export function millisecondsText(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : grouped(Math.round(ms));
}

/** What stands below the scale: "250 ms", "2.5 s". */
export function tickText(ms: number): string {
  if (ms === 0) return "0";
  return ms < 1_000 ? `${Number(ms.toFixed(2))} ms` : `${Number((ms / 1_000).toFixed(2))} s`;
}

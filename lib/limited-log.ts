import { log } from "./log";

const minPauseMs = 10_000;
const kinds = new Map<string, { writtenAtMs: number; leftOut: number }>();

/**
 * Warns of what clients alone can cause, at most once in ten seconds of each kind: nobody fills the log from outside. The next
 * line of a kind tells how many were left out.
 * @param kind one of a few of ours, never what somebody sent
 */
export function warnSparingly(kind: string, line: Record<string, unknown>): void {
  const nowMs = performance.now();
  const last = kinds.get(kind);
  if (last && nowMs - last.writtenAtMs < minPauseMs) {
    last.leftOut += 1;
    return;
  }
  kinds.set(kind, { writtenAtMs: nowMs, leftOut: 0 });
  log.warn(last?.leftOut ? { ...line, leftOut: last.leftOut } : line);
}

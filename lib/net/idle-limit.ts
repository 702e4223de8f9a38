import { setBounded } from "@/lib/memo";

/**
 * How long the connections of an origin may be idle, where less than usual: some servers close after two seconds without a
 * word, and a call that meets the close on its way is a failed attempt.
 */
type Limit = { ms: number; learnedAtMs: number };

const limits = new Map<string, Limit>();
const maxOrigins = 1_000;
/** Torn after less, a connection tells of a restart and not of a server that closes idle ones. */
const minIdleMs = 500;
/** The limit is forgotten after so long: the service may have another server by then. */
const forgetMs = 3_600_000;

/** A call found its kept connection torn that had been idle so long: from now on the origin's are kept for half of that at most. */
export function shortenIdleLimit(origin: string, idleMs: number): void {
  if (idleMs < minIdleMs) return;
  const ms = Math.min(idleLimitOf(origin) ?? Number.POSITIVE_INFINITY, Math.floor(idleMs / 2));
  setBounded(limits, { key: origin, value: { ms, learnedAtMs: performance.now() }, max: maxOrigins });
}

/** Milliseconds, or null where the origin's connections are kept as long as any. */
export function idleLimitOf(origin: string): number | null {
  const limit = limits.get(origin);
  if (!limit) return null;
  if (performance.now() - limit.learnedAtMs < forgetMs) return limit.ms;
  limits.delete(origin);
  return null;
}

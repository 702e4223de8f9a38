import { maxRetryAfterMs } from "@/lib/callback/retry-schedule";

/**
 * Milliseconds a `Retry-After` asks to wait: seconds or an HTTP date (RFC 9110, 10.2.3), at most 24 h.
 * Null when absent, negative, past or nonsense.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  const wait = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : /^[A-Z][a-z]{2,8},? /.test(text)
      ? // Of the three forms of a date, asctime's names no zone and means GMT all the same.
        Date.parse(text.endsWith("GMT") ? text : `${text} GMT`) - nowMs
      : Number.NaN;
  return wait > 0 ? Math.min(wait, maxRetryAfterMs) : null;
}

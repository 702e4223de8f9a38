import type { CallRecord } from "@/lib/callback/call-record";

/**
 * Resolves with `value` after so long. Timers of one process end in the order in which they are due: raced against something
 * that one shorter timer ends, it loses on a busy machine too. What takes more than a timer may lose against it there.
 */
export function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}

/**
 * A call that its time limit ended at a certain point. On a busy machine it may not have come so far in time: it is then
 * made again with three times the limit, up to half a minute.
 * @param call makes the call with this limit
 * @param causeAt what its record then says, for a limit of so many seconds
 */
export async function cutOffAt(
  call: (timeoutMs: number) => Promise<CallRecord>,
  causeAt: (seconds: number) => string,
): Promise<CallRecord> {
  for (let timeoutMs = 300; ; timeoutMs *= 3) {
    const record = await Promise.race([call(timeoutMs), after(timeoutMs + 5_000, null)]);
    if (record === null) throw new Error(`Its limit of ${timeoutMs} ms did not end the call.`);
    if (record.cause === causeAt(timeoutMs / 1_000) || 3 * timeoutMs > 30_000) return record;
  }
}

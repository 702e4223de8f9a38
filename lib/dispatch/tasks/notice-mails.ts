import { backoff } from "@/lib/backoff";
import { noticeMailLock } from "@/lib/db/locks";
import { createTaskPool } from "@/lib/dispatch/database";
import { readHold } from "@/lib/installation/hold";
import { type MailOptions, sendDueMails } from "@/lib/notices/mail/send-due";
import { startTask, type Task } from "./task";
import { withTaskLock } from "./task-lock";

const everyMs = 5_000;
/** A server that cannot be reached is asked less and less often. */
const unavailableMs = { minMs: 30_000, maxMs: 15 * 60_000 };
/** A mail under way at a stop has so long to end. */
const lastMailMs = 5_000;

/**
 * Mails notices to those who want them (docs/decisions/0049). Any number of dispatchers may: a lock lets one at a time, and nothing
 * that delivers callbacks waits for a mail server.
 */
export function startNoticeMails(
  options: Omit<MailOptions, "signal"> & {
    databaseUrl: string;
    everyMs?: number;
    unavailableMs?: { minMs: number; maxMs: number };
  },
): Task {
  const pool = createTaskPool(options.databaseUrl, "notice-mails");
  const intervalMs = options.everyMs ?? everyMs;
  const unavailable = backoff(options.unavailableMs ?? unavailableMs);
  const stopping = new AbortController();

  const work = async (): Promise<number> => {
    const problem = await withTaskLock(pool, noticeMailLock, async (session) => {
      // A copy tells nobody what its original tells.
      if (await readHold(session)) return null;
      return sendDueMails(session, { ...options, signal: stopping.signal });
    });
    if (problem) return unavailable.fail();
    unavailable.reset();
    return intervalMs;
  };

  return startTask({
    work,
    firstAfterMs: intervalMs,
    afterFailureMs: intervalMs,
    failedEvent: "notice_mails.failed",
    interrupt() {
      setTimeout(() => stopping.abort(), lastMailMs).unref();
    },
    close: () => pool.end(),
  });
}

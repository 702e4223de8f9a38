import { noticePostLock } from "@/lib/db/locks";
import { createTaskPool } from "@/lib/dispatch/database";
import { readHold } from "@/lib/installation/hold";
import { type PostOptions, sendDuePosts } from "@/lib/notices/webhook/send-due";
import { startTask, type Task } from "./task";
import { withTaskLock } from "./task-lock";

const everyMs = 2_000;

/**
 * Posts notices to the URL of an administrator's choice (docs/decisions/0049). Any number of dispatchers may: a lock lets one at a
 * time. It takes none of the slots for callbacks.
 */
export function startNoticePosts(
  options: Omit<PostOptions, "signal"> & { databaseUrl: string; everyMs?: number },
): Task {
  const pool = createTaskPool(options.databaseUrl, "notice-posts");
  const intervalMs = options.everyMs ?? everyMs;
  const stopping = new AbortController();

  const work = async (): Promise<number> => {
    const more = await withTaskLock(pool, noticePostLock, async (session) => {
      // A copy tells nobody what its original tells.
      if (await readHold(session)) return false;
      return sendDuePosts(session, { ...options, signal: stopping.signal });
    });
    return more ? Math.min(100, intervalMs) : intervalMs;
  };

  return startTask({
    work,
    firstAfterMs: intervalMs,
    afterFailureMs: intervalMs,
    failedEvent: "notice_posts.failed",
    interrupt: () => stopping.abort(),
    close: () => pool.end(),
  });
}

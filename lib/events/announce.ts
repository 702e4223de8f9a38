import { dueChannel } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { log } from "@/lib/log";

/** NOTIFY serialises the commits that carry one; a hint per 10 ms wakes the dispatchers just as well. */
const shortestGapMs = 10;

let announcing = false;
let wanted = false;

/**
 * Tells the dispatchers, after commit, that deliveries are due. Returns at once and never fails: it is a hint, and a
 * sweep each second finds what a lost one missed.
 */
export function announceDue(): void {
  wanted = true;
  if (!announcing) void announce();
}

async function announce(): Promise<void> {
  announcing = true;
  while (wanted) {
    wanted = false;
    try {
      await pool().query("select pg_notify($1, '')", [dueChannel]);
    } catch (error) {
      log.debug({
        event: "due.not_announced",
        reason: error instanceof Error ? error.message : String(error),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, shortestGapMs));
  }
  announcing = false;
}

import { dueChannel, hintStatement } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { log } from "@/lib/log";

/** NOTIFY serialises the commits that carry one; a hint per 10 ms wakes the dispatchers just as well. */
const shortestGapMs = 10;

/** A hint names at most so many endpoints; one that names none is about all. */
const mostNamed = 100;

let announcing = false;
const wanted = new Set<number>();

/**
 * Tells the dispatchers, after commit, that deliveries to these endpoints are due. Returns at once and never fails: it is a
 * hint, and a sweep each second finds what a lost one missed.
 */
export function announceDue(endpointIds: readonly number[]): void {
  for (const id of endpointIds) wanted.add(id);
  if (!announcing) void announce();
}

async function announce(): Promise<void> {
  announcing = true;
  while (wanted.size > 0) {
    const named = wanted.size <= mostNamed ? [...wanted].join(",") : "";
    wanted.clear();
    try {
      await pool().query({ name: "hint", text: hintStatement, values: [dueChannel, named] });
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

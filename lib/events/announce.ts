import { setTimeout as pause } from "node:timers/promises";
import { dueChannel, hintStatement } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";

/** NOTIFY serialises the commits that carry one; a hint per 10 ms wakes the dispatchers just as well. */
const minGapMs = 10;

/** A hint names at most so many endpoints; one that names none is about all. */
const maxNamed = 100;

let nextAtMs = 0;
let announcing = false;
const unannounced = new Set<number>();

/**
 * The channel for the hint of a transaction that is about to record deliveries, which sends it with its own commit; null when
 * a hint has only just been sent or is about to be: then `announceDue` tells of them (docs/decisions/0025).
 */
export function reserveHintChannel(): string | null {
  const nowMs = performance.now();
  if (announcing || nowMs < nextAtMs) return null;
  nextAtMs = nowMs + minGapMs;
  return dueChannel;
}

/**
 * Tells the dispatchers, after commit, that deliveries to these endpoints are due. Returns at once and never fails: it is a
 * hint, and a sweep each second finds what a lost one missed.
 */
export function announceDue(endpointIds: readonly number[]): void {
  for (const id of endpointIds) unannounced.add(id);
  if (!announcing) void announce();
}

async function announce(): Promise<void> {
  announcing = true;
  while (unannounced.size > 0) {
    const waitMs = nextAtMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    const named = unannounced.size <= maxNamed ? [...unannounced].join(",") : "";
    unannounced.clear();
    try {
      await pool().query({ name: "hint", text: hintStatement, values: [dueChannel, named] });
    } catch (error) {
      log.debug({
        event: "due.not_announced",
        reason: reasonOf(error),
      });
    }
    nextAtMs = performance.now() + minGapMs;
  }
  announcing = false;
}

import { setTimeout as pause } from "node:timers/promises";
import { closePool } from "@/lib/db/pool";
import { closePrisma } from "@/lib/db/prisma";
import { reasonOf } from "@/lib/errors";
import { listInstances } from "@/lib/instances/read";
import { log } from "@/lib/log";
import { applyChange } from "./apply-change";
import { nextChange } from "./next-change";
import { pauseMs } from "./pace";
import { actorOf } from "./users";

/** The demo's trickle of changes, as a program of its own: one after the other, until it is asked to end. */

const startedAtMs = performance.now();
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.abort());

while (!stopping.signal.aborted) {
  const restMs = pauseMs(performance.now() - startedAtMs, Math.random);
  await pause(restMs, undefined, { signal: stopping.signal }).catch(() => {});
  if (!stopping.signal.aborted) await changeSomething();
}
await Promise.all([closePrisma(), closePool()]);

/** Somebody who watches may delete the instance first, and the database may be away: the next change may succeed. */
async function changeSomething(): Promise<void> {
  try {
    const actor = await actorOf("user");
    const { items } = await listInstances(actor, { limit: 100 });
    await applyChange(actor, nextChange(items, Math.random));
  } catch (error) {
    log.warn({ event: "demo.not_changed", reason: reasonOf(error) });
  }
}

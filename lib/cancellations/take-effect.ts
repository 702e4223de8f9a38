import { setTimeout as pause } from "node:timers/promises";
import { announceSettings, nextSettingsVersion } from "@/lib/db/announce-settings";
import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { inOwnTransaction, pool } from "@/lib/db/pool";
import { announceDue } from "@/lib/events/announce";
import { log } from "@/lib/log";
import { cancellationStep } from "./step";

/** A save spends so long on its own cancellations: nearly every one is done by then, the rest is the dispatchers'. */
const shareMs = 60;
/** On a busy machine too: a step for each of a few URLs with a few deliveries. */
const minSteps = 8;
/** Fewer than a dispatcher's, so that the last step does not take much longer than the share. */
const stepSize = 200;

/** A living dispatcher of a release that does not know what a running cancellation covers. */
const olderStatement = `
select from ${livingDispatchers} as living left join dispatcher on dispatcher.id = living.id
where coalesce(dispatcher.protocol, 0) < 1
limit 1`;

/**
 * What follows the commit of a save: every dispatcher learns of it, and what the save cancels or brings back is worked at for a
 * moment, so that after an ordinary save it is all done. While a dispatcher of the release before lives, all of it is done
 * first, and a version of its own then tells that dispatcher to look again: it would call what is only covered.
 */
export async function takeEffect(version: number, cancellationIds: readonly number[]): Promise<void> {
  if (cancellationIds.length > 0 && (await olderDispatchers())) {
    await runSteps(cancellationIds, Number.POSITIVE_INFINITY);
    return announceSettings(await inOwnTransaction(nextSettingsVersion));
  }
  await Promise.all([announceSettings(version), runSteps(cancellationIds, shareMs)]);
}

async function olderDispatchers(): Promise<boolean> {
  const { rowCount } = await pool().query(olderStatement);
  return rowCount !== 0;
}

/** A failure here is logged: the save has committed, and the dispatchers go on with it. */
async function runSteps(ids: readonly number[], maxMs: number): Promise<void> {
  let open = [...ids];
  const untilMs = performance.now() + maxMs;
  try {
    for (let steps = 0; open.length > 0 && (steps < minSteps || performance.now() < untilMs); steps += 1) {
      const step = await inOwnTransaction((tx) => cancellationStep(tx, { only: open, limit: stepSize }));
      if (step.kind === "none") {
        // Another process has locked them.
        open = await stillOpen(open);
        if (open.length > 0) await pause(5);
      } else {
        if (step.state === "restoring" || step.state === "restored") announceDue([step.endpointId]);
        if (step.state === "done" || step.state === "restored") open = open.filter((id) => id !== step.id);
      }
    }
  } catch (error) {
    log.error({ event: "cancellation.step_failed", err: error });
  }
}

async function stillOpen(ids: readonly number[]): Promise<number[]> {
  const { rows } = await pool().query<{ id: number }>(
    "select id from cancellation where id = any ($1::int[]) and state in ('running', 'restoring')",
    [ids],
  );
  return rows.map(({ id }) => id);
}

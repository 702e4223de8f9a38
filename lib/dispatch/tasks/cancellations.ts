import type pg from "pg";
import { type CancellationStep, cancellationStep } from "@/lib/cancellations/step";
import { dueChannel, hintStatement } from "@/lib/db/locks";
import { createTaskPool } from "@/lib/dispatch/database";
import { log } from "@/lib/log";
import { startTask, type Task } from "./task";

const lookEveryMs = 1_000;
const whileBusyMs = 100;
const minPauseMs = 10;

/**
 * Works at what saves cancelled and could not finish, and at what is brought back, on one connection of its own. Any number of
 * dispatchers may: each step is a transaction that holds the cancellation's row and moves its position. Between two steps it
 * rests as long as one took.
 */
export function startCancellations({ databaseUrl }: { databaseUrl: string }): Task {
  const pool = createTaskPool(databaseUrl, "cancellation");

  const work = async (): Promise<number> => {
    const startedAtMs = performance.now();
    // Nearly always there is none, and then this is all it costs.
    const { rowCount } = await pool.query(
      "select from cancellation where state in ('running', 'restoring') limit 1",
    );
    if (rowCount === 0) return lookEveryMs;
    const step = await oneStep(pool);
    // Another dispatcher is at it, or a claim has just cancelled some of it.
    if (step.kind === "none") return whileBusyMs;
    if (step.state === "done" || step.state === "restored") {
      log.info({ event: `cancellation.${step.state}`, cancellationId: step.id, endpointId: step.endpointId });
    }
    return Math.max(minPauseMs, performance.now() - startedAtMs);
  };

  return startTask({
    work,
    firstAfterMs: lookEveryMs,
    afterFailureMs: lookEveryMs,
    failedEvent: "cancellation.step_failed",
    close: () => pool.end(),
  });
}

async function oneStep(pool: pg.Pool): Promise<CancellationStep> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query("begin");
    const step = await cancellationStep(client);
    await client.query("commit");
    if (step.kind === "stepped" && (step.state === "restoring" || step.state === "restored")) {
      await client.query(hintStatement, [dueChannel, String(step.endpointId)]);
    }
    broken = false;
    return step;
  } finally {
    // A connection on which something failed is thrown away, which rolls back.
    client.release(broken);
  }
}

import type pg from "pg";
import { lockSettingsShared } from "@/lib/db/settings-lock";
import { isRunning } from "@/lib/deliveries/job-state";
import { isRefusedValue } from "@/lib/dispatch/database";
import { reasonOf } from "@/lib/errors";
import type { ResendJob } from "./job";
import { stepLimit } from "./limits";
import { nextJobStatement } from "./next-job";
import { resendStatement } from "./resend-statement";
import { unsentStatement } from "./unsent-statement";

/** What a step came to. full: enough is pending. */
export type ResendStep = "none" | "full" | "stepped" | "done";

/**
 * Takes one step of the oldest job that can go on and that nobody else is at, in one transaction. Dispatchers find what
 * has become pending with their next sweep.
 * @throws what the database throws; the job then is as it was, or has failed where trying again cannot help
 */
export async function resendStep(db: pg.PoolClient): Promise<{ step: ResendStep; job: ResendJob | null }> {
  let job: ResendJob | undefined;
  await db.query("begin");
  try {
    await lockSettingsShared(db);
    job = (await db.query<ResendJob>(nextJobStatement)).rows[0];
    if (!job || job.capacity <= 0) {
      await db.query("rollback");
      return { step: job ? "full" : "none", job: job ?? null };
    }
    const statement = job.status === null ? unsentStatement : resendStatement;
    const { rows } = await db.query<{ isDone: boolean; isAtStop: boolean }>(
      statement(job, stepLimit(job.capacity)),
    );
    await db.query("commit");
    const { isDone = false, isAtStop = false } = rows[0] ?? {};
    return { step: isDone ? "done" : isAtStop ? "full" : "stepped", job };
  } catch (error) {
    await db.query("rollback").catch(() => undefined);
    if (job && isRefusedValue(error)) {
      await db.query(
        `update resend_job set state = 'failed', finished_at = now(), failure = $2 where id = $1 and ${isRunning}`,
        [job.id, reasonOf(error)],
      );
    }
    throw error;
  }
}

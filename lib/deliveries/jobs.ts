import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction, pool, type Tx } from "@/lib/db/pool";
import { NotFoundError, quoted } from "@/lib/errors";
import { parseIntId } from "@/lib/ids";
import { jobResults } from "./job-results";
import { isRunning } from "./job-state";
import { type JobRow, type JobView, type JobWithResults, jobColumns, jobView } from "./job-view";
import { revertCancelled } from "./revert-cancelled";

/** How far a job is. @throws ForbiddenError, NotFoundError */
export async function readJob(actor: Actor, jobID: string): Promise<JobView> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<JobRow>(`select ${jobColumns} from resend_job where id = $1`, [
    idOf(jobID),
  ]);
  if (!rows[0]) throw noJob(jobID);
  return jobView(rows[0]);
}

/** How far a job is, and what became of its deliveries. @throws ForbiddenError, NotFoundError */
export async function followJob(actor: Actor, jobID: string): Promise<JobWithResults> {
  const job = await readJob(actor, jobID);
  return { ...job, results: await jobResults(idOf(jobID)) };
}

/** Jobs that run, and those that ended a short while ago, newest first. @throws ForbiddenError */
export async function recentJobs(actor: Actor): Promise<JobWithResults[]> {
  assertCan(actor, "deliveries:read");
  const { rows } = await pool().query<JobRow>(
    `select ${jobColumns} from resend_job
     where ${isRunning} or finished_at > now() - interval '10 min' order by id desc limit 5`,
  );
  return Promise.all(rows.map(async (row) => ({ ...jobView(row), results: await jobResults(row.id) })));
}

/**
 * Ends a job: no delivery is made pending by it any more, and those that are and that no dispatcher has claimed are what they
 * were before. When it returns, no call for it can begin any more (docs/decisions/0008); those under way end. One that has ended
 * stays as it is.
 * @throws ForbiddenError, NotFoundError
 */
export async function cancelJob(actor: Actor, jobID: string): Promise<JobView> {
  assertCan(actor, "deliveries:write");
  const id = idOf(jobID);
  return inTransaction(async (tx) => {
    const cancelled = await tx.query<JobRow>(
      `update resend_job set state = 'cancelled', finished_at = now(), cancelled_by = $2
       where id = $1 and ${isRunning} returning ${jobColumns}`,
      [id, actor.name],
    );
    if (cancelled.rows[0]) {
      await revertCancelled(tx);
      const job = jobView(await readRow(tx, id, jobID));
      await recordAudit(tx, actor, {
        action: "deliveries.resend_cancelled",
        subject: jobID,
        after: { count: job.count, done: job.done },
      });
      // What the settings say is unchanged, but dispatchers acknowledge versions: what they hold of it is dropped by then.
      await announceOnCommit(tx);
      return job;
    }
    return jobView(await readRow(tx, id, jobID));
  });
}

async function readRow(tx: Tx, id: number, jobID: string): Promise<JobRow> {
  const { rows } = await tx.query<JobRow>(`select ${jobColumns} from resend_job where id = $1`, [id]);
  if (!rows[0]) throw noJob(jobID);
  return rows[0];
}

/** @throws NotFoundError when the text is not a job's id */
function idOf(jobID: string): number {
  const id = parseIntId("job", jobID);
  if (id === null) throw noJob(jobID);
  return id;
}

function noJob(jobID: string): NotFoundError {
  return new NotFoundError(`There is no job ${quoted(jobID)}.`);
}

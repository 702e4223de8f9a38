import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { maxPendingPerEndpoint, maxPendingWhileBusy } from "@/lib/dispatch/resend/limits";
import { startResendJobs } from "@/lib/dispatch/resend/run-jobs";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { openAttempts, releaseUncalled } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { ended, takeSteps, workOff } from "@/lib/testing/resends";
import { cancelJob, readJob, recentJobs } from "./jobs";
import { resendDelivery } from "./resend";
import { countMatching, resendMatching } from "./resend-many";

let receiver: Receiver;
let endpoint: number;
beforeEach(async () => {
  receiver = await startReceiver();
  await database().query("update event_switch set enabled = event_type = 'created'");
  await emptyAudit();
  await database().query("truncate resend_job");
  endpoint = await addEndpoint(`${receiver.url}/in`);
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

/** Statements that `work` sends through `pool()`. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pool(), "query");
  await work();
  const { length } = query.mock.calls;
  query.mockRestore();
  return length;
}

test("ids that were deleted long ago cost nothing", async () => {
  await ended(endpoint, 1);
  await database().query("update delivery set id = 1000000000");
  await ended(endpoint, 1);
  expect(await countMatching(operator, {})).toBe(2);
  expect(await statementsOf(() => countMatching(operator, {}))).toBeLessThan(10);
});

const none = { suspended: 0, underWay: 0, removed: 0, changed: 0 };

test("a job sends all that match once, in steps, and says how far it is", async () => {
  await ended(endpoint, 1_200);
  await ended(endpoint, 5, "delivered");
  await ended(endpoint, 5, "cancelled");
  expect(await countMatching(operator, {})).toBe(1_200);
  const developer = await actorOf("developer");
  const job = await resendMatching(developer, {});
  expect(job).toMatchObject({
    state: "running",
    filter: { status: "failed", url: null, from: null },
    count: 1_200,
    done: 0,
    startedBy: developer.name,
    finishedAt: null,
  });
  dispatcherHere();
  const [one, two] = [1, 2].map(() => startResendJobs({ databaseUrl: config().databaseUrl }));
  await eventually(async () => (await readJob(operator, job.jobID)).state === "done");
  await eventually(async () => (await count("delivery", "status = 'delivered' and attempts = 2")) === 1_200);
  await Promise.all([one?.stop(), two?.stop()]);
  expect(await readJob(operator, job.jobID)).toMatchObject({
    done: 1_200,
    skipped: none,
    finishedAt: expect.any(String),
  });
  expect(receiver.received).toHaveLength(1_200);
  expect(await count("attempt", `trigger = 'manual' and triggered_by = '${developer.name}'`)).toBe(1_200);
  const { rows } = await database().query("select actor_name, action, subject from audit_entry");
  expect(rows).toEqual([
    { actor_name: developer.name, action: "deliveries.resend_started", subject: job.jobID },
  ]);
});

test("it keeps its place when whoever was at it is gone, and waits while enough is pending", async () => {
  await ended(endpoint, maxPendingPerEndpoint + 30);
  const { jobID } = await resendMatching(operator, {});
  expect(await takeSteps()).toEqual(["stepped", "full"]);
  expect(await readJob(operator, jobID)).toMatchObject({ state: "running", done: maxPendingPerEndpoint });
  expect(await count("delivery", "status = 'pending'")).toBe(maxPendingPerEndpoint);
  await workOff();
  expect(await takeSteps()).toEqual(["stepped", "done"]);
  expect(await readJob(operator, jobID)).toMatchObject({ done: maxPendingPerEndpoint + 30, skipped: none });
});

test("it takes what had ended when it began, and counts what it passes over with the reason", async () => {
  await ended(endpoint, 10);
  const suspended = await addEndpoint(`${receiver.url}/suspended`);
  await ended(suspended, 3);
  await database().query("update endpoint set state = 'suspended' where id = $1", [suspended]);
  await addDeliveries([endpoint], 1, { hint: false });
  const { jobID, count: counted } = await resendMatching(operator, {});
  expect(counted).toBe(13);
  // Meanwhile: one fails, somebody resends one, somebody is at one.
  await database().query(
    "update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now() where status = 'pending'",
  );
  const { rows } = await database().query<{ id: string }>("select id from delivery order by id limit 2");
  await resendDelivery(operator, `dlv_${rows[0]?.id}`);
  const other = await database().connect();
  await other.query("begin");
  await other.query("select from delivery where id = $1 for update", [rows[1]?.id]);
  expect(await takeSteps()).toEqual(["stepped", "done"]);
  await other.query("rollback");
  other.release();
  expect(await readJob(operator, jobID)).toMatchObject({
    done: 8,
    skipped: { suspended: 3, underWay: 1, removed: 0, changed: 1 },
  });
  expect(await count("delivery", "status = 'pending'")).toBe(9);
});

test("what is cancelled is sent when asked for; where a save came later, only what is wanted then", async () => {
  await ended(endpoint, maxPendingPerEndpoint + 50, "cancelled");
  await database().query("delete from subscription");
  const { jobID } = await resendMatching(operator, { status: "cancelled" });
  expect(await takeSteps()).toEqual(["stepped", "full"]);
  await database().query("update webhook_settings set version = version + 1");
  await workOff();
  expect(await takeSteps()).toEqual(["stepped", "done"]);
  expect(await readJob(operator, jobID)).toMatchObject({
    done: maxPendingPerEndpoint,
    skipped: { ...none, removed: 50 },
  });
});

test("every filter narrows a job down as it does the log", async () => {
  await ended(endpoint, 4);
  const other = await addEndpoint("https://other.example.com/hook");
  await ended(other, 3);
  await database().query("update delivery set created_at = now() - interval '2 d' where endpoint_id = $1", [
    endpoint,
  ]);
  await database().query("update event set occurred_at = created_at from delivery where event_id = event.id");
  const from = new Date(Date.now() - 86_400_000).toISOString();
  for (const [filter, expected] of [
    [{ url: "other.example" }, 3],
    [{ instanceID: "training-request-1" }, 2],
    [{ processName: "Training Request", eventType: "created" }, 7],
    [{ eventType: "deleted" }, 0],
    [{ from }, 3],
    [{ to: from }, 4],
    [{ to: from, url: "other" }, 0],
    [{ status: "delivered" }, 0],
  ] as const) {
    expect([filter, await countMatching(operator, filter)]).toEqual([filter, expected]);
    const { jobID } = await resendMatching(operator, filter);
    await takeSteps();
    expect([filter, (await readJob(operator, jobID)).done]).toEqual([filter, expected]);
    await database().query(
      "update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now() - interval '1 h' where done_at is null",
    );
  }
});

test("cancelling takes back what nobody has begun, once, and says who did", async () => {
  await ended(endpoint, 70);
  await ended(endpoint, 3, "cancelled");
  await database().query("update endpoint set state = 'probing'");
  const { jobID } = await resendMatching(operator, {});
  await takeSteps(1);
  expect(await count("delivery", "status = 'pending'")).toBe(maxPendingWhileBusy);
  // One has been claimed: its call may be under way.
  await openAttempts(database(), 1, "id = (select min(id) from delivery)");
  const developer = await actorOf("developer");
  const cancelled = { state: "cancelled", done: 1, cancelledBy: developer.name, skipped: none };
  expect(await cancelJob(developer, jobID)).toMatchObject(cancelled);
  expect(await cancelJob(operator, jobID)).toMatchObject(cancelled);
  expect(await takeSteps()).toEqual([]);
  expect(await recentJobs(operator)).toMatchObject([cancelled]);
  expect(await count("delivery", "status = 'pending'")).toBe(1);
  expect(await count("delivery", "status = 'failed' and fail_reason is not null and resend_by is null")).toBe(
    69,
  );
  expect(await count("audit_entry", "action = 'deliveries.resend_cancelled'")).toBe(1);
  // Given back unbegun, it is taken back as well.
  await releaseUncalled(database());
  const jobs = startResendJobs({ databaseUrl: config().databaseUrl });
  await eventually(async () => (await count("delivery", "status = 'pending'")) === 0);
  await jobs.stop();
  expect(await readJob(operator, jobID)).toMatchObject({ done: 0 });
});

test("a step that can never succeed fails the job with its reason", async () => {
  await ended(endpoint, 2);
  const { jobID } = await resendMatching(operator, {});
  await database().query("alter table delivery add constraint forbidden check (resend_by is null)");
  await expect(takeSteps()).rejects.toThrow(/forbidden/);
  await database().query("alter table delivery drop constraint forbidden");
  expect(await readJob(operator, jobID)).toMatchObject({
    state: "failed",
    failure: expect.stringContaining("forbidden"),
  });
});

test("only who may write deliveries starts and cancels, only who may read them looks, and only what exists", async () => {
  const user = await actorOf("user");
  for (const attempt of [
    () => countMatching(user, {}),
    () => resendMatching(user, {}),
    () => readJob(user, "job_1"),
    () => recentJobs(user),
    () => cancelJob(user, "job_1"),
  ]) {
    await expect(attempt()).rejects.toThrow(ForbiddenError);
  }
  for (const wrong of ["job_999999", "job_99999999999", "dlv_1", ""]) {
    await expect(readJob(operator, wrong)).rejects.toThrow(NotFoundError);
    await expect(cancelJob(operator, wrong)).rejects.toThrow(NotFoundError);
  }
});

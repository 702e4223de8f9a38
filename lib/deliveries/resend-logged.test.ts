import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { ended, takeSteps, workOff } from "@/lib/testing/resends";
import { countLog } from "./count-log";
import { cancelJob, followJob, readJob } from "./jobs";
import { listDeliveries } from "./list";
import { previewResend, resendLogged } from "./resend-many";
import { majorityRefusal } from "./resend-preview";

let receiver: Receiver;
let one: number;
let other: number;
beforeEach(async () => {
  receiver = await startReceiver();
  await database().query("truncate resend_job, resend_delivery");
  await database().query("update event_switch set enabled = event_type = 'created'");
  one = await addEndpoint(`${receiver.url}/one`);
  other = await addEndpoint(`${receiver.url}/other`);
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

/** What they answered last. */
const answered = (endpointId: number, outcome: string, statusCode: number | null, n: number) =>
  database().query(
    `update delivery set last_outcome = $2::attempt_outcome, last_status_code = $3
     where id = any (array(select id from delivery where endpoint_id = $1 and last_outcome is null order by id limit $4))`,
    [endpointId, outcome, statusCode, n],
  );

test("the question before says what they answered last, and warns where most were refused by the receiver itself", async () => {
  await ended(one, 48);
  await answered(one, "http_error", 500, 48);
  await ended(other, 3);
  await answered(other, "timeout", null, 2);
  const preview = await previewResend(operator, {});
  expect(preview).toEqual({
    count: 51,
    isComplete: true,
    lastAnswers: [
      { outcome: "http_error", statusCode: 500, count: 48 },
      { outcome: "timeout", statusCode: null, count: 2 },
      { outcome: null, statusCode: null, count: 1 },
    ],
    unsent: null,
  });
  expect(majorityRefusal(preview)).toEqual({ outcome: "http_error", statusCode: 500, count: 48 });
  expect(majorityRefusal(await previewResend(operator, { url: "/other" }))).toBeNull();
});

const filters = [
  { outcome: "timeout" },
  { code: "5xx" },
  { code: "503" },
  { url: "/ONE" },
  { processName: "training", code: "5XX".toLowerCase() },
  { instanceID: "REQUEST-2" },
  { q: "training-request-1" },
  { last: "1h" },
  { eventType: "created", status: "delivered" },
  { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" },
] as const;
test.each(filters)("by the filter %o as many are resent as were counted, and no other", async (filter) => {
  await ended(one, 4);
  await answered(one, "http_error", 503, 2);
  await answered(one, "timeout", null, 2);
  await ended(other, 3);
  await ended(other, 2, "delivered");
  await database().query(
    `with ancient as (update delivery set created_at = '2026-01-01T12:00:00Z' where endpoint_id = $1 returning event_id)
     update event set occurred_at = '2026-01-01T12:00:00Z' where id in (select event_id from ancient)`,
    [one],
  );
  const { count: counted } = await previewResend(operator, filter);
  expect(counted).toBeGreaterThan(0);
  expect(counted).toBeLessThan(7);
  const { jobID } = await resendLogged(operator, filter);
  await takeSteps();
  expect(await readJob(operator, jobID)).toMatchObject({ state: "done", count: counted, done: counted });
  expect(await count("delivery", "status = 'pending'")).toBe(counted);
});

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

test("by whatever filter, as many are resent as the log shows, also by one that contradicts itself", async () => {
  await ended(one, 4);
  const hours = "(select max(id) + 1 from delivery) - id";
  await database().query(`update delivery set created_at = now() - (${hours}) * interval '1 h'`);
  // Recorded long ago, sent now.
  await ended(other, 2);
  await database().query(
    `update event set occurred_at = now() - interval '3 d' where id in (select event_id from delivery where endpoint_id = ${other})`,
  );
  await database().query("update event set instance_id = 'evt_mine' where id = (select min(id) from event)");
  const filters = [
    { status: "failed", outcome: "switched_off" },
    { status: "not_sent", outcome: "timeout" },
    { status: "not_sent", url: "/one" },
    { status: "failed", q: "evt_mine" },
    { status: "failed", last: "7d", from: hoursAgo(2.5) },
    { status: "failed", from: hoursAgo(2.5), to: hoursAgo(-1) },
  ] as const;
  for (const filter of filters) {
    const { count: shown } = await countLog(operator, filter);
    expect([filter, (await previewResend(operator, filter)).count]).toEqual([filter, shown]);
  }
  expect((await previewResend(operator, filters[3])).count).toBe(1);
  expect((await previewResend(operator, filters[5])).count).toBeGreaterThan(2);
});

test("a dispatcher of a release before, which cannot read the filter, leaves the job alone", async () => {
  await ended(one, 1);
  await resendLogged(operator, { outcome: "dns_error" });
  expect(await count("resend_job", "state = 'running'")).toBe(0);
  await takeSteps();
  expect(await count("resend_job", "state = 'done' and done = 0")).toBe(1);
});

test("afterwards a job says what became of its deliveries, also where the status is what it was, and lists them", async () => {
  await ended(one, 3);
  await ended(other, 4, "delivered");
  await ended(other, 2, "cancelled");
  const failed = await resendLogged(operator, { status: "failed" });
  const delivered = await resendLogged(operator, { status: "delivered" });
  await takeSteps();
  expect(await followJob(operator, failed.jobID)).toMatchObject({
    results: { delivered: 0, failed: 0, waiting: 3, notCalled: 0 },
  });
  receiver.answer(({ path }) => ({ status: path.startsWith("/one") ? 200 : 500 }));
  dispatcherHere();
  await eventually(async () => (await count("delivery", "done_at is null")) === 0);
  expect(await followJob(operator, failed.jobID)).toMatchObject({
    results: { delivered: 3, failed: 0, waiting: 0, notCalled: 0 },
  });
  expect(await followJob(operator, delivered.jobID)).toMatchObject({
    results: { delivered: 0, failed: 4, waiting: 0, notCalled: 0 },
  });
  expect((await previewResend(operator, { status: "delivered", job: delivered.jobID })).count).toBe(4);
  expect((await previewResend(operator, { status: "failed", job: delivered.jobID })).count).toBe(0);
  const { items } = await listDeliveries(operator, { limit: 50, job: delivered.jobID });
  expect(items).toHaveLength(4);
  expect(new Set(items.map(({ endpointID }) => endpointID))).toEqual(new Set([`ep_${other}`]));
});

test("what a cancelled job took back is none of what it resent", async () => {
  await ended(one, 30);
  const { jobID } = await resendLogged(operator, {});
  await takeSteps(1);
  await workOff("id = (select min(id) from delivery where done_at is null)");
  await cancelJob(operator, jobID);
  expect(await followJob(operator, jobID)).toMatchObject({ done: 1, state: "cancelled" });
  expect((await listDeliveries(operator, { limit: 50, job: jobID })).items).toHaveLength(1);
});

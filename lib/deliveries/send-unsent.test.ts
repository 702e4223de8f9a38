import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { startResendJobs } from "@/lib/dispatch/resend/run-jobs";
import { ConflictError, ForbiddenError, NotFoundError } from "@/lib/errors";
import { recordEvents } from "@/lib/events/record";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { takeSteps } from "@/lib/testing/resends";
import { cancelJob, followJob, readJob } from "./jobs";
import { listDeliveries } from "./list";
import { listLog } from "./list-log";
import { previewResend, resendLogged } from "./resend-many";
import { sendUnsent } from "./send-unsent";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  await emptyAudit();
  await database().query("truncate resend_job, resend_delivery");
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

const switchOn = () => database().query("update event_switch set enabled = event_type = 'created'");

/** Events that go nowhere: their callback is switched off. */
async function unsent(n: number, { eventType = "created" as "created" | "updated", name = "Late" } = {}) {
  const events = Array.from({ length: n }, (_, i) => ({
    eventType,
    instanceId: `late-${i}`,
    processName: name,
  }));
  const recorded = await inTransaction((tx) => recordEvents(tx, operator, events, { posted: true }));
  return recorded.map(({ eventID }) => eventID);
}

/** Two programs that work at jobs, as with two dispatchers, until this is true. */
async function whileJobsRun(done: () => Promise<boolean>): Promise<void> {
  const tasks = [1, 2].map(() => startResendJobs({ databaseUrl: config().databaseUrl }));
  await eventually(done);
  await Promise.all(tasks.map((task) => task.stop()));
}

const webhookIds = () =>
  receiver.received.map(({ headers }) => headers.find(([name]) => name === "webhook-id")?.[1]).sort();

test("an event that was not sent goes to every URL of its type now, with its own id, by hand, and adds up", async () => {
  const [eventID = ""] = await unsent(1);
  await switchOn();
  await addEndpoint(`${receiver.url}/a`);
  await addEndpoint(`${receiver.url}/b`);
  const developer = await actorOf("developer");
  expect(await sendUnsent(developer, eventID)).toEqual({ eventID, urls: 2 });
  dispatcherHere();
  await receiver.until((received) => received.length === 2);
  expect(webhookIds()).toEqual([eventID, eventID]);
  await eventually(async () => (await count("delivery", "status = 'delivered'")) === 2);
  const attempts = await database().query("select trigger::text, triggered_by from attempt");
  expect(attempts.rows).toEqual(Array(2).fill({ trigger: "manual", triggered_by: developer.name }));
  expect(await reconcile(operator)).toMatchObject({
    changes: 1,
    expected: 2,
    delivered: 2,
    notSent: { switched_off: 0, no_urls: 0, process_not_wanted: 0 },
    unaccounted: 0,
  });
  const audit = await database().query("select action, subject, before, after, actor_name from audit_entry");
  expect(audit.rows).toEqual([
    {
      action: "event.sent",
      subject: eventID,
      before: { outcome: "switched_off" },
      after: { urls: 2 },
      actor_name: developer.name,
    },
  ]);
});

test("pressed by many at once while two jobs are at the same events, none goes out twice", async () => {
  const eventIDs = await unsent(120);
  await switchOn();
  await addEndpoint(`${receiver.url}/a`);
  await addEndpoint(`${receiver.url}/b`);
  dispatcherHere();
  const jobs = await Promise.all([1, 2].map(() => resendLogged(operator, { status: "not_sent" })));
  const presses = Promise.allSettled(
    [...eventIDs.slice(0, 40), ...eventIDs.slice(0, 40)].map((eventID) => sendUnsent(operator, eventID)),
  );
  await whileJobsRun(async () => {
    const states = await Promise.all(jobs.map(({ jobID }) => readJob(operator, jobID)));
    return states.every(({ state }) => state === "done");
  });
  const pressed = (await presses).filter(({ status }) => status === "fulfilled").length;
  await eventually(async () => (await count("delivery", "done_at is null")) === 0);
  expect(await count("delivery", "status = 'delivered' and attempts = 1")).toBe(240);
  expect(webhookIds()).toEqual([...eventIDs, ...eventIDs].sort());
  const [one, two] = await Promise.all(jobs.map(({ jobID }) => followJob(operator, jobID)));
  expect((one?.done ?? 0) + (two?.done ?? 0) + pressed).toBe(120);
  expect((one?.results.delivered ?? 0) + (two?.results.delivered ?? 0)).toBe(2 * (120 - pressed));
  expect(await reconcile(operator)).toMatchObject({
    changes: 120,
    expected: 240,
    delivered: 240,
    unaccounted: 0,
  });
});

test("the question before says how many can be sent, and where they would go; nothing begins where nothing would", async () => {
  await unsent(3);
  await unsent(2, { eventType: "updated" });
  await unsent(1, { name: "Other" });
  await expect(resendLogged(operator, { status: "not_sent" })).rejects.toThrow(ConflictError);
  await switchOn();
  await addEndpoint(`${receiver.url}/a`);
  expect(await previewResend(operator, { status: "not_sent" })).toEqual({
    count: 6,
    isComplete: true,
    lastAnswers: [],
    unsent: [
      { eventType: "created", count: 4, urls: 1 },
      { eventType: "updated", count: 2, urls: 0 },
    ],
  });
  const filter = { outcome: "switched_off", processName: "LATE" } as const;
  expect((await previewResend(operator, filter)).count).toBe(5);
  const { jobID } = await resendLogged(operator, filter);
  expect(await takeSteps()).toEqual(["stepped", "done"]);
  expect(await readJob(operator, jobID)).toMatchObject({
    state: "done",
    filter: { ...filter, status: "not_sent" },
    count: 5,
    done: 3,
    skipped: { removed: 2, underWay: 0, suspended: 0, changed: 0 },
  });
  expect(await count("delivery", "resend_job is not null and done_at is null")).toBe(3);
});

test("no more is pending than a URL takes; a URL that does not answer keeps the others from nothing", async () => {
  await unsent(150);
  await switchOn();
  const active = await addEndpoint(`${receiver.url}/a`);
  const probed = await addEndpoint(`${receiver.url}/b`);
  await database().query("update endpoint set state = 'suspended' where id = $1", [probed]);
  const { jobID } = await resendLogged(operator, { status: "not_sent" });
  expect(await takeSteps()).toEqual(["stepped", "full"]);
  expect(await count("delivery", `endpoint_id = ${active} and resend_job is not null`)).toBe(100);
  expect(
    await count("delivery", `endpoint_id = ${probed} and resend_job is null and resend_by is null`),
  ).toBe(100);
  expect(await cancelJob(operator, jobID)).toMatchObject({ state: "cancelled", done: 100 });
  // For the active URL none had begun; for the suspended one they wait as any other.
  expect(await count("delivery", `endpoint_id = ${active} and status = 'cancelled'`)).toBe(100);
  expect(await followJob(operator, jobID)).toMatchObject({
    results: { delivered: 0, failed: 0, waiting: 100, notCalled: 100 },
  });
  expect(await reconcile(operator)).toMatchObject({
    changes: 150,
    expected: 200,
    cancelled: 100,
    pending: 100,
    notSent: { switched_off: 50 },
    unaccounted: 0,
  });
});

test("what is sent late hides no delivery from who looks at a time", async () => {
  const [eventID = ""] = await unsent(1);
  await database().query("update event set occurred_at = now() - interval '3 h'");
  await switchOn();
  await addEndpoint(`${receiver.url}/a`);
  const [meanwhile] = await inTransaction((tx) =>
    recordEvents(tx, operator, [{ eventType: "created", instanceId: "meanwhile-1", processName: "Other" }]),
  );
  await database().query("update event set occurred_at = now() - interval '1 h' where id = $1", [
    meanwhile?.eventID,
  ]);
  await database().query("update delivery set created_at = now() - interval '1 h'");
  await sendUnsent(operator, eventID);
  const from = new Date(Date.now() - 2 * 3_600_000).toISOString();
  expect((await listDeliveries(operator, { limit: 10, from })).items).toHaveLength(2);
  expect((await listLog(operator, { limit: 10, filter: { from } })).rows).toHaveLength(2);
});

test("what fails goes on by the schedule, as any other callback", async () => {
  const [eventID = ""] = await unsent(1);
  await switchOn();
  await addEndpoint(`${receiver.url}/a`);
  receiver.answer(() => ({ status: 503 }));
  await sendUnsent(operator, eventID);
  // A pause that is not over before somebody looks, however busy the machine is.
  dispatcherHere({ retryScheduleMs: [600_000] });
  await eventually(
    async () => (await count("delivery", "status = 'pending' and last_outcome = 'http_error'")) === 1,
  );
  expect(await count("delivery", "resend_by is null and next_at > now()")).toBe(1);
});

test("only who may write deliveries sends, only what there is, only what was not sent, and only to somebody", async () => {
  const [eventID = ""] = await unsent(1);
  await expect(sendUnsent(await actorOf("user"), eventID)).rejects.toThrow(ForbiddenError);
  await expect(resendLogged(await actorOf("user"), {})).rejects.toThrow(ForbiddenError);
  await expect(sendUnsent(operator, "evt_nothing")).rejects.toThrow(NotFoundError);
  await expect(sendUnsent(operator, eventID)).rejects.toThrow(
    "Nothing receives Created events now. Under Webhooks, switch the Created callback on and enter a URL, then send it.",
  );
  await switchOn();
  await addEndpoint(`${receiver.url}/a`);
  await sendUnsent(operator, eventID);
  await expect(sendUnsent(operator, eventID)).rejects.toThrow(`${eventID} has been sent already.`);
  expect(await count("delivery", "true")).toBe(1);
});

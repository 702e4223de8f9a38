import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { isClaimed } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { revertCancelled } from "@/lib/deliveries/revert-cancelled";
import { claimProbes } from "@/lib/dispatch/claim/claim-probe";
import { theBeginning } from "@/lib/dispatch/claim/lane";
import { maxPending, maxPendingPerEndpoint, maxPendingWhileBusy } from "@/lib/dispatch/resend/limits";
import { openAttempts, releaseUncalled } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database, removeUrl } from "@/lib/testing/delivery-rows";
import { callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { ended, takeSteps, workOff } from "@/lib/testing/resends";
import { cancelJob, readJob } from "./jobs";
import { resendMatching } from "./resend-many";

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

const none = { suspended: 0, underWay: 0, removed: 0, changed: 0 };

test("however many URLs there are, probed ones too, no more is pending than promised", async () => {
  await ended(endpoint, 300);
  await database().query("update endpoint set state = 'probing'");
  for (let n = 0; n < 12; n += 1) {
    await ended(await addEndpoint(`http://127.0.0.1:9/${n}`), maxPendingPerEndpoint);
  }
  await resendMatching(operator, {});
  await takeSteps();
  expect(await count("delivery", "status = 'pending'")).toBe(maxPending);
});

test("what is for a probed URL waits until it answers, and keeps neither other URLs nor other jobs waiting", async () => {
  await ended(endpoint, 300);
  await database().query("update endpoint set state = 'probing'");
  const well = await addEndpoint(`${receiver.url}/well`);
  await ended(well, 40);
  const first = await resendMatching(operator, {});
  expect((await takeSteps()).at(-1)).not.toBe("full");
  expect(await count("delivery", `status = 'pending' and endpoint_id = ${endpoint}`)).toBe(
    maxPendingWhileBusy,
  );
  expect(await count("delivery", `status = 'pending' and endpoint_id = ${well}`)).toBe(40);
  await workOff(`endpoint_id = ${well}`);
  const second = await resendMatching(operator, { url: "/well" });
  await takeSteps();
  expect(await readJob(operator, second.jobID)).toMatchObject({ state: "done", done: 40 });
  expect(await readJob(operator, first.jobID)).toMatchObject({
    state: "running",
    done: 40 + maxPendingWhileBusy,
  });
  await database().query("update endpoint set state = 'active'");
  for (let n = 0; n < 4; n += 1) {
    await takeSteps();
    await workOff();
  }
  expect(await readJob(operator, first.jobID)).toMatchObject({
    state: "done",
    count: 340,
    done: 340,
    skipped: none,
  });
});

test("what is for a URL that does not keep up waits, too, and the others go on", async () => {
  await ended(endpoint, 300);
  const well = await addEndpoint(`${receiver.url}/well`);
  await ended(well, 40);
  const { jobID } = await resendMatching(operator, {});
  expect((await takeSteps()).at(-1)).toBe("full");
  await database().query(
    "update delivery set next_at = now() - interval '1 min' where resend_job is not null",
  );
  expect((await takeSteps()).at(-1)).not.toBe("full");
  expect(await readJob(operator, jobID)).toMatchObject({
    state: "running",
    done: maxPendingPerEndpoint + 40,
  });
});

test("resends that fail for their own reasons leave a healthy URL active, and live callbacks go before them", async () => {
  await ended(endpoint, 51);
  const poisoned = new Set(
    (await database().query<{ id: string }>("select event_id as id from delivery")).rows.map(({ id }) => id),
  );
  const eventOf = (headers: [string, string][]) => headers.find(([name]) => name === "webhook-id")?.[1] ?? "";
  receiver.answer(({ headers }) =>
    poisoned.has(eventOf(headers)) ? { status: 500, delayMs: 50 } : { status: 200 },
  );
  const { jobID } = await resendMatching(operator, {});
  await takeSteps();
  const live = await addDeliveries([endpoint], 100, { hint: false });
  dispatcherHere({ maxPerEndpoint: 4 });
  await eventually(async () => (await count("delivery", "status = 'delivered'")) === 100);
  const order = receiver.received.map(({ headers }) => eventOf(headers));
  const lastLive = order.findLastIndex((id) => live.includes(id));
  // While live ones wait, one in nine is a resend.
  expect(lastLive).toBeLessThan(100 + 20);
  await eventually(async () => (await count("attempt", "outcome = 'http_error'")) === 51);
  expect(await count("endpoint", "state = 'active' and failures = 0")).toBe(1);
  expect(await count("delivery", "status = 'failed'")).toBe(51);
  await takeSteps();
  expect(await readJob(operator, jobID)).toMatchObject({ state: "done", done: 51 });
});

test("a probed URL that fails what is resent answers live callbacks with its next probe", async () => {
  await ended(endpoint, 51);
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s', failing_since = now()",
  );
  const resent = new Set(
    (await database().query<{ id: string }>("select event_id as id from delivery")).rows.map(({ id }) => id),
  );
  receiver.answer(({ headers }) => ({
    status: resent.has(headers.find(([name]) => name === "webhook-id")?.[1] ?? "") ? 500 : 200,
  }));
  await resendMatching(operator, {});
  await takeSteps();
  const [live] = await addDeliveries([endpoint], 1, { hint: false });
  dispatcherHere();
  await eventually(
    async () => (await count("delivery", `event_id = '${live}' and status = 'delivered'`)) === 1,
  );
  expect(receiver.received.length).toBeGreaterThan(0);
  expect(receiver.received[0]?.headers.find(([name]) => name === "webhook-id")?.[1]).toBe(live);
});

test("a probed URL for which nothing but resends waits is probed with one of them, and is active when it answers", async () => {
  await ended(endpoint, 3);
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s', failing_since = now()",
  );
  await resendMatching(operator, {});
  await takeSteps();
  dispatcherHere();
  await eventually(async () => (await count("delivery", "status = 'delivered'")) === 3);
  expect(await count("endpoint", "state = 'active' and failures = 0")).toBe(1);
});

test.each([
  ["its job is cancelled", async (jobID: string) => void (await cancelJob(operator, jobID))],
  ["its URL is removed", () => removeUrl(endpoint)],
])("a resend that a dispatcher holds is not called any more once %s", async (_, cancel) => {
  // One more than may be pending: the job runs.
  await ended(endpoint, maxPendingPerEndpoint + 1);
  const { begun, call } = callsByHand();
  const { jobID } = await resendMatching(operator, {});
  await takeSteps();
  dispatcherHere({ call, maxPerEndpoint: 2 });
  try {
    // One is called, and others are held here.
    await eventually(async () => begun.length === 1 && (await count("delivery", isClaimed())) > 1);
    await cancel(jobID);
    begun[0]?.end();
    await eventually(async () => begun.length > 1 || (await count("delivery", isClaimed())) === 0);
    await revertCancelled(database());
    await eventually(async () => (await count("delivery", "status = 'pending'")) === 0);
    // No attempt is on record of a call that never began.
    await eventually(async () => begun.length > 1 || (await count("attempt", "true")) === 1);
  } finally {
    for (const one of begun) one.end();
  }
  expect(begun).toHaveLength(1);
  expect(await count("attempt", "outcome = 'delivered' and number = 2")).toBe(1);
});

test("a resend of a job that is cancelled is no probe", async () => {
  await ended(endpoint, maxPendingWhileBusy + 1);
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s'",
  );
  const { jobID } = await resendMatching(operator, {});
  await takeSteps();
  await openAttempts(database(), 1, "status = 'pending'");
  await cancelJob(operator, jobID);
  await releaseUncalled(database());
  expect(await count("delivery", "status = 'pending'")).toBe(maxPendingWhileBusy);
  const requests = [{ endpointId: endpoint, after: theBeginning }];
  expect(await claimProbes(database(), 2, requests, { inOrder: false, maxProbes: 1 })).toEqual([]);
});

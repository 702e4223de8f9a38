import { afterEach, beforeEach, expect, test } from "vitest";
import { dueChannel } from "@/lib/db/locks";
import { failuresToProbe } from "@/lib/endpoints/breaker-rules";
import { lapseLeases, openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere, dispatcherProcess } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const maxPerEndpoint = 8;
const dispatchers = 2;
/** So long that no delivery comes back by itself during a test. */
const retryScheduleMs = [600_000, 600_000];
const stateOf = async (id: number) =>
  (
    await database().query<{
      state: string;
      state_reason: string | null;
      failures: number;
      probe_at: Date | null;
    }>("select state, state_reason, failures, probe_at from endpoint where id = $1", [id])
  ).rows[0];

// How long the pauses are: probe-pauses.test.ts; at which rate the backlog drains: drain.test.ts.
test("a failing endpoint is probed by one call of all dispatchers; when it answers, its backlog drains", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/failing`);
  const healthy = await addEndpoint(`${receiver.url}/healthy`);
  let answers = false;
  receiver.answer(({ path }) => (path.startsWith("/failing") && !answers ? { status: 503 } : {}));
  const failing = () => receiver.received.filter((one) => one.path.startsWith("/failing"));
  for (let n = 0; n < dispatchers; n += 1) dispatcherHere({ retryScheduleMs, maxPerEndpoint });
  await addDeliveries([endpoint, healthy], 400);
  await eventually(async () => (await stateOf(endpoint))?.state === "probing");
  expect((await stateOf(endpoint))?.state_reason).toMatch(
    /^\d+ calls in a row failed; the last: Answered 503/,
  );
  await eventually(async () => ((await stateOf(endpoint))?.failures ?? 0) >= failuresToProbe + 3);
  const opened = failing().length - 3;
  expect(opened).toBeGreaterThanOrEqual(failuresToProbe);
  expect(opened).toBeLessThan(dispatchers * (failuresToProbe + maxPerEndpoint));
  expect(await stateOf(endpoint)).toMatchObject({ state: "probing", failures: failuresToProbe + 3 });
  await eventuallyCount("delivery", `endpoint_id = ${healthy} and status = 'delivered'`, 400);

  answers = true;
  await database().query("update endpoint set probe_at = now() - interval '1 s' where id = $1", [endpoint]);
  const waiting = 400 - opened - 3;
  await eventuallyCount(
    "delivery",
    `endpoint_id = ${endpoint} and status = 'delivered'`,
    waiting,
    database(),
  );
  expect(await stateOf(endpoint)).toEqual({
    state: "active",
    state_reason: null,
    failures: 0,
    probe_at: null,
  });
});

test("news of an endpoint whose probe hangs hold nothing up", async () => {
  const hanging = await addEndpoint(`${receiver.url}/hanging`);
  const healthy = await addEndpoint(`${receiver.url}/healthy`);
  receiver.answer(({ path }) => (path.startsWith("/hanging") ? "hang" : {}));
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s' where id = $1",
    [hanging],
  );
  await dispatcherProcess();
  await addDeliveries([hanging]);
  await eventually(async () => receiver.received.some((one) => one.path.startsWith("/hanging")));
  await addDeliveries([hanging], 1, { hint: false });
  await database().query("select pg_notify($1, $2)", [dueChannel, String(hanging)]);
  await addDeliveries([healthy], 20);
  await eventuallyCount("delivery", `endpoint_id = ${healthy} and status = 'delivered'`, 20);
});

test("failures with successes between them never stop the calls", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  let n = 0;
  receiver.answer(() => {
    n += 1;
    return n % 5 === 0 ? {} : { status: 500 };
  });
  dispatcherHere({ retryScheduleMs: [], maxPerEndpoint: 4 });
  await addDeliveries([endpoint], 300);
  await eventuallyCount("delivery", "status in ('delivered', 'failed')", 300);
  expect(await stateOf(endpoint)).toMatchObject({ state: "active", state_reason: null });
});

test("an endpoint with failures only for too long is suspended, with the reason; a success in time starts anew", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  let status = 500;
  receiver.answer(() => ({ status }));
  dispatcherHere({ retryScheduleMs, suspendAfterMs: 3_600_000 });
  await addDeliveries([endpoint]);
  await eventuallyCount("endpoint", "failures = 1 and failing_since is not null", 1);
  status = 200;
  await addDeliveries([endpoint]);
  await eventuallyCount("endpoint", "failures = 0 and failing_since is null", 1);
  status = 500;
  await addDeliveries([endpoint]);
  await eventuallyCount("endpoint", "failures = 1 and state = 'active'", 1);
  await database().query("update endpoint set failing_since = now() - interval '1 h'");
  await addDeliveries([endpoint], 2);
  await eventually(async () => (await stateOf(endpoint))?.state === "suspended");
  expect((await stateOf(endpoint))?.state_reason).toBe(
    "Nothing but failures for 1 h; the last: Answered 500 Internal Server Error.",
  );
  expect(await count("delivery", "status = 'pending'")).toBeGreaterThan(0);
});

test("a probe whose dispatcher died is made again by another", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s' where id = $1",
    [endpoint],
  );
  await addDeliveries([endpoint], 3);
  // Another dispatcher claimed the probe and is gone: its lease and the pause it set are over.
  await openAttempts(database(), 999, "id = (select min(id) from delivery)");
  await lapseLeases(database());
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered'", 3);
  expect(await count("attempt", "outcome = 'interrupted' and number = 1 and dispatcher_id = 999")).toBe(1);
});

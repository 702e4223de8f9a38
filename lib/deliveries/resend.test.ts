import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { isUnclaimed } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prune } from "@/lib/dispatch/retention/prune";
import { ConflictError, ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere, dispatcherProcess } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { readDelivery } from "./read";
import { resendDelivery } from "./resend";

let receiver: Receiver;
let endpoint: number;
beforeEach(async () => {
  receiver = await startReceiver();
  await database().query("update event_switch set enabled = event_type = 'created'");
  endpoint = await addEndpoint(`${receiver.url}/in`);
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

type Ended = "delivered" | "failed" | "cancelled";

/** A delivery that had one attempt and ended so. */
async function ended(status: Ended, failReason = "schedule_used_up"): Promise<string> {
  const [eventId] = await addDeliveries([endpoint], 1, { hint: false });
  const { rows } = await database().query<{ id: string }>(
    `update delivery set status = $2::delivery_status, done_at = now(), attempts = 1, last_outcome = 'http_error',
       cancel_reason = case when $2 = 'cancelled' then 'switched_off'::cancel_reason end,
       fail_reason = case when $2 = 'failed' then $3::fail_reason end
     where event_id = $1 returning id`,
    [eventId, status, failReason],
  );
  const id = rows[0]?.id ?? "";
  await database().query(
    "insert into attempt (delivery_id, number, outcome, finished_at, cause) values ($1, 1, 'http_error', now(), 'x')",
    [id],
  );
  return `dlv_${id}`;
}

const attemptsOf = async (deliveryID: string) =>
  (await readDelivery(operator, deliveryID)).attempts.map(({ number, trigger, triggeredBy, outcome }) => [
    number,
    trigger,
    triggeredBy,
    outcome,
  ]);
const idsReceived = () =>
  receiver.received.map((one) => one.headers.find(([name]) => name === "webhook-id")?.[1]);
const nobody = { resendBy: null, resendFrom: null };

/** Saves the settings with no URL at all, as the dialog would. */
async function removeAllUrls(): Promise<void> {
  const { version } = await readWebhooks(operator);
  const outcome = await replaceWebhooks(operator, { version, ...noCallbacks });
  expect(outcome.kind).toBe("saved");
}

test.each(["delivered", "failed", "cancelled"] as const)(
  "what was %s is sent again at once, by hand and with the same webhook-id",
  async (status) => {
    const deliveryID = await ended(status);
    const developer = await actorOf("developer");
    dispatcherHere();
    const pending = await resendDelivery(developer, deliveryID);
    expect(pending).toMatchObject({
      status: "pending",
      resendBy: developer.name,
      resendFrom: status,
      cancelReason: null,
      failReason: null,
      doneAt: null,
    });
    await receiver.until((received) => received.length === 1);
    await eventuallyCount("delivery", "status = 'delivered' and attempts = 2", 1);
    expect(idsReceived()).toEqual([pending.eventID]);
    expect(await attemptsOf(deliveryID)).toEqual([
      [1, "automatic", null, "http_error"],
      [2, "manual", developer.name, "delivered"],
    ]);
    expect(await readDelivery(operator, deliveryID)).toMatchObject({ status: "delivered", ...nobody });
    expect(await count("delivery", "cancel_reason is not null or fail_reason is not null")).toBe(0);
    const { rows } = await database().query(
      "select actor_name, action, subject, before from audit_entry order by id desc limit 1",
    );
    expect(rows).toEqual([
      { actor_name: developer.name, action: "delivery.resent", subject: deliveryID, before: { status } },
    ]);
  },
);

test.each([
  ["delivered", null, null],
  ["failed", "expired", null],
  ["cancelled", null, "switched_off"],
] as const)(
  "when the attempt by hand fails, what was %s is that again, after this one try",
  async (status, failReason, cancelReason) => {
    receiver.answer(() => ({ status: 503 }));
    const deliveryID = await ended(status, "expired");
    dispatcherHere();
    await resendDelivery(operator, deliveryID);
    await eventuallyCount("delivery", `status = '${status}' and attempts = 2`, 1);
    expect(await readDelivery(operator, deliveryID)).toMatchObject({
      status,
      failReason,
      cancelReason,
      lastStatusCode: 503,
      ...nobody,
    });
    // Also 410, which keeps what is pending pending, ends it.
    receiver.answer(() => ({ status: 410 }));
    await resendDelivery(operator, deliveryID);
    await eventuallyCount("delivery", `status = '${status}' and attempts = 3`, 1);
    expect(receiver.received).toHaveLength(2);
  },
);

test("what waits for a retry is sent at once, and goes on by the schedule when that fails", async () => {
  const [eventId] = await addDeliveries([endpoint]);
  receiver.answer(() => ({ status: 500 }));
  dispatcherHere({ retryScheduleMs: [600_000, 50] });
  await eventuallyCount("delivery", `status = 'pending' and attempts = 1 and ${isUnclaimed()}`, 1);
  const { rows } = await database().query<{ id: string }>("select id from delivery where event_id = $1", [
    eventId,
  ]);
  const deliveryID = `dlv_${rows[0]?.id}`;
  const pending = await resendDelivery(operator, deliveryID);
  expect([pending.resendBy, pending.resendFrom]).toEqual([operator.name, null]);
  await eventuallyCount("delivery", "status = 'failed' and attempts = 3", 1);
  expect((await attemptsOf(deliveryID)).map(([number, trigger]) => [number, trigger])).toEqual([
    [1, "automatic"],
    [2, "manual"],
    [3, "automatic"],
  ]);
});

test("it goes before all that is due for its URL, and asked for twice it is sent once", async () => {
  await addDeliveries([endpoint], 20, { hint: false });
  await database().query("update delivery set next_at = now() - interval '1 h'");
  const deliveryID = await ended("delivered");
  await resendDelivery(operator, deliveryID);
  const { eventID } = await resendDelivery(operator, deliveryID);
  dispatcherHere({ maxPerEndpoint: 1 });
  await eventuallyCount("delivery", "status = 'delivered'", 21);
  expect(idsReceived()[0]).toBe(eventID);
  expect(receiver.received).toHaveLength(21);
});

test("of a probed URL it is the next probe, which is due now", async () => {
  const deliveryID = await ended("failed");
  await addDeliveries([endpoint], 3, { hint: false });
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() + interval '10 min'",
  );
  dispatcherHere();
  const { eventID } = await resendDelivery(operator, deliveryID);
  await eventuallyCount("delivery", "status = 'delivered'", 4);
  expect(idsReceived()[0]).toBe(eventID);
});

test("while it is being called, or its URL is suspended, it is refused with a sentence", async () => {
  const held = startGateOfAnswers();
  receiver.answer(held.answer);
  const deliveryID = await ended("failed");
  dispatcherHere();
  await resendDelivery(operator, deliveryID);
  await receiver.until((received) => received.length === 1);
  const running = await readDelivery(operator, deliveryID);
  expect(running.attempts.at(-1)).toMatchObject({
    outcome: "in_progress",
    trigger: "manual",
    triggeredBy: operator.name,
  });
  await expect(resendDelivery(operator, deliveryID)).rejects.toThrow(/is being called right now/);
  // A save that ends the resend in mid-call does not make a second call possible.
  await removeAllUrls();
  expect(await readDelivery(operator, deliveryID)).toMatchObject({ status: "failed", ...nobody });
  await expect(resendDelivery(operator, deliveryID)).rejects.toThrow(ConflictError);
  held.open();
  await eventuallyCount("attempt", "trigger = 'manual' and outcome = 'delivered'", 1);
  expect(await readDelivery(operator, deliveryID)).toMatchObject({ status: "failed" });
  await database().query("update endpoint set state = 'suspended'");
  await expect(resendDelivery(operator, deliveryID)).rejects.toThrow(/is suspended; resume it first/);
  expect(await count("delivery", "status = 'pending'")).toBe(0);
});

/** Answers that wait until the test lets them go. */
function startGateOfAnswers() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { answer: () => opened.then(() => ({})), open };
}

test("a URL that is no longer entered gets what somebody resends, until a save takes it away again", async () => {
  const [first, second] = [await ended("cancelled"), await ended("delivered")];
  await removeAllUrls();
  const dispatcher = dispatcherHere();
  await resendDelivery(operator, first);
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 2", 1);
  await dispatcher.stop();
  await resendDelivery(operator, second);
  // A save that has nothing to do with it leaves alone what somebody asked for.
  await removeAllUrls();
  expect((await readDelivery(operator, second)).status).toBe("pending");
  const { rows } = await database().query<{ url: string }>("select url from endpoint");
  const created = { enabled: true, urls: rows.map(({ url }) => url) };
  await replaceWebhooks(operator, { version: null, ...noCallbacks, created });
  await removeAllUrls();
  expect(await readDelivery(operator, second)).toMatchObject({
    status: "delivered",
    attemptCount: 1,
    ...nobody,
  });
  expect(await count("delivery", "resend_by is not null")).toBe(0);
});

test("a resend whose dispatcher dies is made again, and both attempts say who asked", async () => {
  const held = startGateOfAnswers();
  receiver.answer(held.answer);
  const deliveryID = await ended("delivered");
  const victim = await dispatcherProcess();
  await resendDelivery(operator, deliveryID);
  await receiver.until((received) => received.length === 1);
  await victim.stop();
  held.open();
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 3", 1);
  expect(await attemptsOf(deliveryID)).toEqual([
    [1, "automatic", null, "http_error"],
    [2, "manual", operator.name, "interrupted"],
    [3, "manual", operator.name, "delivered"],
  ]);
});

test("a resend that a save ended in mid-call is closed when its dispatcher dies", async () => {
  const held = startGateOfAnswers();
  receiver.answer(held.answer);
  const deliveryID = await ended("delivered");
  const victim = await dispatcherProcess();
  await resendDelivery(operator, deliveryID);
  await receiver.until((received) => received.length === 1);
  await removeAllUrls();
  await victim.stop();
  dispatcherHere();
  await eventuallyCount("attempt", "trigger = 'manual' and outcome = 'interrupted'", 1);
  held.open();
  expect(await readDelivery(operator, deliveryID)).toMatchObject({ status: "delivered", attemptCount: 2 });
});

test("what is resent for a URL that stays suspended is in the end what it was", async () => {
  const deliveryID = await ended("delivered");
  await resendDelivery(operator, deliveryID);
  await database().query("update endpoint set state = 'suspended'");
  await database().query(
    "update delivery set created_at = now() - interval '31 d', next_at = now() - interval '31 d'",
  );
  const session = await database().connect();
  await prune(session, { days: 30 });
  session.release();
  expect(await readDelivery(operator, deliveryID)).toMatchObject({
    status: "delivered",
    failReason: null,
    ...nobody,
  });
});

test("where order is kept, what had ended is sent out of order, and what waits is refused", async () => {
  const deliveryID = await ended("failed");
  await addDeliveries([endpoint], 2, { hint: false });
  await database().query("update delivery set order_key = 'one'");
  await database().query("update webhook_settings set ordered = true");
  const { rows } = await database().query<{ id: string }>(
    "select id from delivery where done_at is null order by id",
  );
  const [earlier, later] = rows.map(({ id }) => `dlv_${id}`);
  await expect(resendDelivery(operator, later ?? "")).rejects.toThrow(
    `waits for ${earlier}. Resend that one first.`,
  );
  await resendDelivery(operator, deliveryID);
  await resendDelivery(operator, earlier ?? "");
  expect(await readDelivery(operator, earlier ?? "")).toMatchObject({ waitsFor: null });
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered'", 3);
});

test("only who may write deliveries resends, and only what exists", async () => {
  const deliveryID = await ended("failed");
  await expect(resendDelivery(await actorOf("user"), deliveryID)).rejects.toThrow(ForbiddenError);
  const reader = { ...(await actorOf("developer")), scopes: ["read"] as const };
  await expect(resendDelivery(reader, deliveryID)).rejects.toThrow(ForbiddenError);
  for (const wrong of ["dlv_999999", "ep_1", "", "dlv_99999999999999999999"]) {
    await expect(resendDelivery(operator, wrong)).rejects.toThrow(NotFoundError);
  }
  await eventually(async () => (await count("delivery", "status = 'failed'")) === 1);
});

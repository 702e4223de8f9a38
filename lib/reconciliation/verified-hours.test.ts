import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { resendDelivery } from "@/lib/deliveries/resend";
import { resendLogged } from "@/lib/deliveries/resend-many";
import { sendUnsent } from "@/lib/deliveries/send-unsent";
import { recordEvents } from "@/lib/events/record";
import { createInstance } from "@/lib/instances/create";
import { addEndpoint, count } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventuallyCount } from "@/lib/testing/eventually";
import { startReceiver } from "@/lib/testing/receiver";
import { takeSteps } from "@/lib/testing/resends";
import { reconcile } from "./reconcile";

const sql = (statement: string, values: unknown[] = []) => pool().query(statement, values);

beforeEach(async () => {
  await sql(
    "truncate attempt, delivery, event, instance, deleted_instance, retention, verified_hour, reopened_hour, resend_job cascade",
  );
  await sql("update event_switch set enabled = event_type = 'created'");
});
afterAll(() => pool().end());

/** `n` events some hours ago, each delivered to one URL. */
async function past(n: number, hoursAgo: number, eventType: "created" | "updated" = "created") {
  const events = Array.from({ length: n }, (_, i) => ({
    eventType,
    instanceId: `past-${i}`,
    processName: "P",
  }));
  const recorded = await inTransaction((tx) => recordEvents(tx, operator, events, { posted: true }));
  const ids = recorded.map(({ eventID }) => eventID);
  await sql(
    "update event set occurred_at = date_trunc('hour', now(), 'UTC') - $2 * interval '1 h' + interval '10 min' where id = any ($1)",
    [ids, hoursAgo],
  );
  await sql(
    `with done as (
       update delivery set status = 'delivered', done_at = now() - interval '2 h', attempts = 1, last_outcome = 'delivered'
       where event_id = any ($1) returning id
     ) insert into attempt (delivery_id, number, outcome, finished_at) select id, 1, 'delivered', now() from done`,
    [ids],
  );
  return ids;
}

/** The 24 whole hours that are over, also where the last one has only just ended. */
const span = () => {
  const to = new Date(Math.floor((Date.now() - 120_000) / 3_600_000) * 3_600_000);
  return { from: new Date(to.getTime() - 24 * 3_600_000), to };
};
const quick = () => reconcile(operator, span(), { trustVerified: true });
const full = () => reconcile(operator, span());
/** What was noted of hours is of before: as long as a transaction can take at most has passed since. */
const timePasses = async () => {
  await sql("update reopened_hour set at = at - interval '10 min'");
};

test("an hour that is over and closed is verified once; the next look takes it as it was, with the same sums", async () => {
  await addEndpoint("https://a.example.com/");
  await past(5, 5);
  await past(3, 4, "updated");
  const first = await quick();
  expect(first).toMatchObject({
    changes: 8,
    expected: 5,
    delivered: 5,
    notSent: { switched_off: 3, no_urls: 0, process_not_wanted: 0 },
    unaccounted: 0,
  });
  expect(first.verified).toBeUndefined();
  const { verified, ...second } = await quick();
  expect(verified).toEqual({ hours: 24, since: expect.any(String) });
  const { to: _, completeFrom: __, ...sums } = second;
  expect(first).toMatchObject(sums);
});

test("what is pending or not accounted for is looked at each time, and what is found later takes its hour back", async () => {
  await addEndpoint("https://a.example.com/");
  const [pending = ""] = await past(1, 6);
  await past(1, 5);
  await sql("update delivery set status = 'pending', done_at = null where event_id = $1", [pending]);
  await sql("delete from attempt where delivery_id <> (select id from delivery where event_id = $1)", [
    pending,
  ]);
  await quick();
  expect(await quick()).toMatchObject({ pending: 1, unaccounted: 1, verified: { hours: 22 } });
  await sql("update delivery set status = 'delivered', done_at = now() where event_id = $1", [pending]);
  await quick();
  expect(await quick()).toMatchObject({ delivered: 1, unaccounted: 1, verified: { hours: 23 } });
  // Lost behind our back after it was verified: whoever looks at every row finds it, and from then on everybody does.
  await sql("delete from delivery where event_id = $1", [pending]);
  expect(await quick()).toMatchObject({ unaccounted: 1 });
  expect(await full()).toMatchObject({ unaccounted: 2 });
  expect(await quick()).toMatchObject({ unaccounted: 2 });
});

test("a deletion is compared whole with its own hour: what was lost before it is found there, and verified hours are not read for it", async () => {
  const ids = ["kept-1", "lost-1"];
  const hour = (hoursAgo: number) =>
    `date_trunc('hour', now(), 'UTC') - interval '${hoursAgo} h' + interval '10 min'`;
  const happened = (eventType: string, hoursAgo: number, instanceIds: string[]) =>
    sql(
      `insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at, expected)
       select 'evt_' || upper(left(md5(instance || $2), 26)), $2::event_type, instance, 'P', 'no_urls', 'somebody', ${hour(hoursAgo)}, 0
       from unnest($1::text[]) as instance`,
      [instanceIds, eventType],
    );
  await happened("created", 9, ids);
  await sql(
    `insert into instance (instance_id, process_name, status, fields, created_at, updated_at)
     select instance, 'P', 'open', '[]', ${hour(9)}, ${hour(9)} from unnest($1::text[]) as instance`,
    [ids],
  );
  await quick();
  expect(await quick()).toMatchObject({ changes: 2, unaccounted: 0, verified: { hours: 24 } });
  // Both were changed afterwards, one without an event, and both are gone before anybody looks again.
  await happened("updated", 6, ["kept-1"]);
  await happened("deleted", 5, ids);
  await sql("delete from verified_hour where hour >= now() - interval '7 h'");
  await sql("update instance set version = 2");
  await sql("delete from instance");
  await sql(`update deleted_instance set deleted_at = ${hour(5)}`);
  expect(await quick()).toMatchObject({
    unaccounted: 1,
    concerns: [{ instanceID: "lost-1", problem: "1 change of this instance without an event." }],
  });
  await happened("updated", 6, ["lost-1"]);
  await sql("delete from verified_hour");
  await quick();
  expect(await quick()).toMatchObject({ changes: 6, unaccounted: 0, verified: { hours: 24 } });
  // Lost behind our back after it was verified: found where every row is read, and not for each who looks at 30 days.
  await sql("delete from event where event_type = 'deleted' and instance_id = 'kept-1'");
  expect(await quick()).toMatchObject({ unaccounted: 0 });
  expect(await full()).toMatchObject({ unaccounted: 1 });
  expect(await quick()).toMatchObject({ unaccounted: 1 });
});

test("resent one by one or many at once, sent for the first time, or brought back by an undo: the hour counts anew", async () => {
  await addEndpoint("https://a.example.com/");
  const [one = ""] = await past(1, 8);
  await past(1, 7);
  const [unsent = ""] = await past(1, 6, "updated");
  const [cancelled = ""] = await past(1, 5);
  await sql("update delivery set status = 'cancelled', cancel_reason = 'url_removed' where event_id = $1", [
    cancelled,
  ]);
  await quick();
  expect((await quick()).verified?.hours).toBe(24);

  const { rows } = await sql("select 'dlv_' || id as id from delivery where event_id = $1", [one]);
  await resendDelivery(operator, rows[0].id);
  expect(await quick()).toMatchObject({ pending: 1, delivered: 1, cancelled: 1, verified: { hours: 23 } });
  await resendLogged(operator, { status: "delivered" });
  await takeSteps();
  expect(await quick()).toMatchObject({ pending: 2, delivered: 0, cancelled: 1, verified: { hours: 22 } });
  await sql("update event_switch set enabled = true");
  await sql("insert into subscription select 'updated', endpoint_id, 0 from subscription");
  await sendUnsent(operator, unsent);
  expect(await quick()).toMatchObject({
    pending: 3,
    notSent: { switched_off: 0, no_urls: 0, process_not_wanted: 0 },
    verified: { hours: 21 },
  });
  // As the undo of a save writes it, where the call had gone through after all.
  await sql(
    "update delivery set status = 'delivered', cancel_reason = null, cancellation_id = null where event_id = $1",
    [cancelled],
  );
  expect(await quick()).toMatchObject({ delivered: 1, cancelled: 0, verified: { hours: 20 } });
  await sql("update delivery set status = 'delivered', done_at = now() where done_at is null");
  await sql("insert into attempt (delivery_id, number, outcome) select id, 9, 'delivered' from delivery");
  await timePasses();
  await quick();
  expect(await quick()).toMatchObject({ delivered: 4, unaccounted: 0, verified: { hours: 24 } });
});

test("settling a call reopens nothing, also where the delivery had been resent", async () => {
  const receiver = await startReceiver();
  await addEndpoint(`${receiver.url}/`);
  dispatcherHere();
  await past(1, 5);
  await createInstance(operator, { processName: "P" });
  await eventuallyCount("delivery", "status = 'delivered'", 2);
  expect(await count("reopened_hour", "true")).toBe(0);
  await resendLogged(operator, { status: "delivered" });
  await takeSteps();
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 2", 2);
  expect(await count("reopened_hour", "true")).toBe(2);
  await receiver.close();
});

test("a change without an event of an instance that was created in a verified hour is missed", async () => {
  const { instanceID } = await createInstance(operator, { processName: "P" });
  await sql("update instance set created_at = now() - interval '5 h', updated_at = now() - interval '5 h'");
  await sql("update event set occurred_at = now() - interval '5 h'");
  await quick();
  expect(await quick()).toMatchObject({ unaccounted: 0, verified: { hours: 24 } });
  await sql("update instance set version = version + 1, updated_at = now() where instance_id = $1", [
    instanceID,
  ]);
  expect(await quick()).toMatchObject({
    unaccounted: 1,
    concerns: [{ instanceID, problem: "1 change of this instance without an event." }],
  });
});

test("while a transaction that takes up again what had ended is open, verifying does not hide it", async () => {
  await addEndpoint("https://a.example.com/");
  const [one = ""] = await past(1, 5);
  await inTransaction(async (tx) => {
    await tx.query(
      "update delivery set status = 'pending', done_at = null, cancellation_id = null where event_id = $1",
      [one],
    );
    expect(await quick()).toMatchObject({ delivered: 1 });
  });
  expect(await quick()).toMatchObject({ delivered: 0, pending: 1 });
});

import pg from "pg";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { isUnclaimed } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import type { Callback } from "@/lib/callback/callback-errors";
import { config } from "@/lib/config";
import { dispatcherLifeLockClass } from "@/lib/db/locks";
import { inOwnTransaction, inTransaction, pool } from "@/lib/db/pool";
import { listDeliveries } from "@/lib/deliveries/list";
import { readDelivery } from "@/lib/deliveries/read";
import { resendDelivery } from "@/lib/deliveries/resend";
import { claimDue, claimQuery } from "@/lib/dispatch/claim/claim";
import { newLane } from "@/lib/dispatch/claim/lane";
import { prune } from "@/lib/dispatch/retention/prune";
import { startCancellations } from "@/lib/dispatch/tasks/cancellations";
import type { EventType } from "@/lib/events/event-types";
import { recordEvents } from "@/lib/events/record";
import { publicId } from "@/lib/ids";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { openAttempts } from "@/lib/testing/attempts";
import { count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { undoSave } from "@/lib/webhooks/undo-save";
import { cancellationStep } from "./step";

let receiver: Receiver;
beforeEach(async () => {
  await emptyAudit();
  receiver = await startReceiver();
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

const save = (change: Partial<Record<EventType, Callback>>) =>
  replaceWebhooks(operator, { version: null, ...noCallbacks, ...change });
const on = (...urls: string[]) => ({ enabled: true, urls: urls.join("\n") });
const inside = () => `${receiver.url}/in`;

const record = (eventType: EventType, events = 1) =>
  inTransaction((tx) =>
    recordEvents(
      tx,
      operator,
      Array.from({ length: events }, (_, n) => ({ eventType, instanceId: `a-${n}`, processName: "A" })),
    ),
  );
const rows = async () =>
  (
    await database().query<{ id: string; status: string; cancel_reason: string | null; event_type: string }>(
      "select delivery.id::text, status, cancel_reason, event_type from delivery join event on event.id = event_id order by delivery.id",
    )
  ).rows;

/** Runs `work` while somebody else has every delivery locked, so that a save can cancel none of them itself. */
async function whileLocked(work: () => Promise<unknown>, where = "true"): Promise<void> {
  const other = await database().connect();
  try {
    await other.query("begin");
    await other.query(`select from delivery where ${where} for update`);
    await work();
  } finally {
    await other.query("rollback");
    other.release();
  }
}

/** Steps of this size until nothing is left to do. */
async function allSteps(limit: number): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const step = await inOwnTransaction((tx) => cancellationStep(tx, { limit }));
    if (step.kind === "none") return steps;
    if (steps > 1_000) throw new Error("It does not end.");
  }
}

test("a save waits for no delivery: what somebody else has locked is cancelled for whoever looks, and so does its row say soon", async () => {
  await save({ created: on(inside()) });
  await record("created", 3);
  await whileLocked(async () => {
    expect((await save({})).kind).toBe("saved");
    const { items } = await listDeliveries(operator, { limit: 50 });
    expect(
      items.map(({ status, cancelReason, beingCancelled, nextAttemptAt, deliveryID }) => ({
        status,
        cancelReason,
        beingCancelled,
        nextAttemptAt,
        deliveryID,
      })),
    ).toEqual(
      ["3", "2", "1"].map((n) => ({
        status: n === "2" ? "cancelled" : "cancelled",
        cancelReason: "url_removed",
        beingCancelled: true,
        nextAttemptAt: null,
        deliveryID: expect.stringMatching(/^dlv_\d+$/),
      })),
    );
    expect(await readDelivery(operator, items[0]?.deliveryID ?? "")).toMatchObject({ status: "cancelled" });
  });
  expect(await count("delivery", "status = 'pending'")).toBe(3);
  expect(await reconcile(operator)).toMatchObject({ pending: 3, cancelled: 0, unaccounted: 0 });
  await allSteps(2);
  expect(await count("delivery", "status = 'cancelled' and cancel_reason = 'url_removed'")).toBe(3);
  expect(await reconcile(operator)).toMatchObject({ pending: 0, cancelled: 3, unaccounted: 0 });
});

test("after the save nothing that it cancelled is claimed, though its row is pending; what else waits for the URL goes out", async () => {
  await save({ created: on(inside()), updated: on(inside()) });
  await record("created", 150);
  await record("updated", 5);
  await whileLocked(() => save({ created: { enabled: false, urls: inside() }, updated: on(inside()) }));
  expect(await count("delivery", "status = 'pending'")).toBe(155);
  // Nothing but claims ends them here: this dispatcher takes no steps.
  dispatcherHere({ maxPerEndpoint: 2 });
  await eventuallyCount("delivery", "status = 'delivered'", 5);
  await eventuallyCount("delivery", "status = 'cancelled' and cancel_reason = 'switched_off'", 150);
  expect(receiver.received.map(({ path }) => /eventType=(\w+)/.exec(path)?.[1])).toEqual(
    Array(5).fill("updated"),
  );
  expect(await count("attempt", "true")).toBe(5);
});

test("a lane counts what a claim met and cancelled: the next one goes on behind it", async () => {
  await save({ created: on(inside()) });
  await record("created", 4);
  await whileLocked(() => save({}));
  const { rows: found } = await database().query<{ id: number }>("select id from endpoint");
  const requests = [{ lane: newLane(found[0]?.id ?? 0), limit: 3, after: null }];
  const dispatching = new pg.Pool({ connectionString: config().databaseUrl, max: 1 });
  const { claimed, ended } = await claimDue(dispatching, 1, requests, { inOrder: false, cancelling: true });
  await dispatching.end();
  expect(claimed).toEqual([]);
  expect(ended.map(({ deliveryId }) => deliveryId)).toEqual((await rows()).slice(0, 3).map(({ id }) => id));
  expect((await rows()).map(({ status }) => status)).toEqual([
    "cancelled",
    "cancelled",
    "cancelled",
    "pending",
  ]);
});

test("the probe of a URL is not lost to what is cancelled", async () => {
  await save({ created: on(inside()), updated: on(inside()) });
  await record("created", 2);
  await record("updated", 1);
  await whileLocked(() => save({ updated: on(inside()) }));
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s'",
  );
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  expect(await count("delivery", "status = 'cancelled'")).toBe(2);
});

test("steps of any size cancel what the save took away and nothing else, also where rows move meanwhile", async () => {
  await save({ created: on(inside()), updated: on(inside()) });
  await record("created", 5);
  await record("updated", 5);
  await record("created", 5);
  await whileLocked(async () => {
    await save({ updated: on(inside()) });
    // Entered again: what comes from now on is wanted.
    await save({ created: on(inside()), updated: on(inside()) });
  });
  await record("created", 2);
  await inOwnTransaction((tx) => cancellationStep(tx, { limit: 2 }));
  // Resuming, and a result under way, may move a delivery back to where a pass has been already.
  await database().query(
    "update delivery set next_at = now() - interval '1 h' where id in (select id from delivery where done_at is null order by id desc offset 2 limit 3)",
  );
  await allSteps(2);
  const ended = (await rows()).map(({ event_type, status }) => `${event_type} ${status}`);
  expect(ended).toEqual([
    ...Array(5).fill("created cancelled"),
    ...Array(5).fill("updated pending"),
    ...Array(5).fill("created cancelled"),
    ...Array(2).fill("created pending"),
  ]);
  expect(await count("cancellation", "state <> 'done'")).toBe(0);
});

test("what was under way keeps its attempt, and what was only being resent is what it was", async () => {
  await save({ created: on(inside()) });
  await record("created", 2);
  const [first, second] = await rows();
  await openAttempts(database(), 7, `id = ${first?.id}`);
  await database().query(
    "update delivery set resend_by = 'Ada', resend_from = 'failed', fail_reason = 'schedule_used_up' where id = $1",
    [second?.id],
  );
  await save({});
  expect((await rows()).map(({ status }) => status)).toEqual(["cancelled", "failed"]);
  const { rows: attempts } = await database().query(
    "select delivery_id::text, number, dispatcher_id, outcome from attempt",
  );
  expect(attempts).toEqual([{ delivery_id: first?.id, number: 1, dispatcher_id: 7, outcome: "in_progress" }]);
});

test("one that is resent after the save is sent, also before its row said that it was cancelled", async () => {
  await save({ created: on(inside()) });
  await record("created", 3);
  await whileLocked(() => save({}));
  const [, second] = await rows();
  expect(await resendDelivery(operator, `dlv_${second?.id}`)).toMatchObject({
    status: "pending",
    beingCancelled: false,
    resendFrom: "cancelled",
  });
  await allSteps(500);
  expect((await rows()).map(({ status }) => status)).toEqual(["cancelled", "pending", "cancelled"]);
  receiver.answer(() => ({ status: 503 }));
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'cancelled' and cancel_reason = 'url_removed'", 3);
  expect(receiver.received).toHaveLength(1);
});

test("while a dispatcher of the release before lives, a save returns when all is cancelled", async () => {
  await save({ created: on(inside()) });
  await record("created", 900);
  await database().query(
    "insert into delivery (event_id, endpoint_id) select event_id, endpoint_id from delivery, generate_series(1, 9)",
  );
  const older = new pg.Client({ connectionString: config().databaseUrl });
  await older.connect();
  await older.query(
    "insert into dispatcher (id, host, pid, version, settings_version) values (77, 'h', 1, 'old', 1000000)",
  );
  await older.query("select pg_advisory_lock($1, 77)", [dispatcherLifeLockClass]);
  const version = async () =>
    (await database().query<{ version: number }>("select version from webhook_settings")).rows[0]?.version ??
    0;
  const before = await version();
  await save({});
  expect(await count("delivery", "status = 'cancelled'")).toBe(9_000);
  // It is told to look again once all is cancelled.
  expect(await version()).toBe(before + 2);
  await older.end();
});

test("dispatchers finish what a save could not, and retention forgets it", async () => {
  await save({ created: on(inside()) });
  await record("created", 700);
  await whileLocked(() => save({}));
  const working = startCancellations({ databaseUrl: config().databaseUrl });
  await eventuallyCount("delivery", "status = 'cancelled'", 700);
  await eventuallyCount("cancellation", "state = 'done'", 1);
  await working.stop();
  await database().query("update cancellation set finished_at = now() - interval '31 d'");
  const session = await database().connect();
  await prune(session, { days: 30 });
  session.release();
  expect(await count("cancellation", "true")).toBe(0);
});

/** Waits for a lock that another transaction holds, or is over. */
async function untilItWaits(work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  await eventually(
    async () => isOver || (await count("pg_locks", "not granted and locktype = 'transactionid'")) > 0,
  );
}

/** What a dispatcher's claim of all that is due does, inside a transaction of the test. */
async function claimIn(tx: pg.PoolClient): Promise<void> {
  const { rows: found } = await tx.query<{ id: number }>("select id from endpoint");
  const requests = [{ lane: newLane(found[0]?.id ?? 0), limit: 50, after: null }];
  const { text, values } = claimQuery(1, requests, { inOrder: false, cancelling: true });
  await tx.query(text, values);
}

test("an undo brings back also what a claim under way is just cancelling", async () => {
  await save({ created: on(inside()) });
  await record("created", 5);
  await whileLocked(() => save({}));
  const { rows: last } = await database().query<{ id: string }>(
    "select max(id)::text as id from audit_entry",
  );
  const claim = await database().connect();
  try {
    await claim.query("begin");
    await claimIn(claim);
    const undone = undoSave(operator, {
      entryID: publicId("aud", last[0]?.id ?? ""),
      version: (await readWebhooks(operator)).version,
    });
    await untilItWaits(undone);
    await allSteps(500);
    await claim.query("commit");
    expect(await undone).toMatchObject({ kind: "undone" });
  } finally {
    claim.release(true);
  }
  await allSteps(500);
  expect(await count("delivery", "status = 'pending' and cancellation_id is null")).toBe(5);
  expect(await count("cancellation", "state = 'restored'")).toBe(1);
});

test("a claim cancels nothing whose cancellation is just being undone, and calls none of it either", async () => {
  await save({ created: on(inside()) });
  await record("created", 5);
  await whileLocked(() => save({}));
  const undo = await database().connect();
  const claim = await database().connect();
  try {
    await undo.query("begin; update cancellation set state = 'restoring'");
    await claimIn(claim);
    expect(await count("delivery", `status = 'pending' and ${isUnclaimed()}`)).toBe(5);
  } finally {
    undo.release(true);
    claim.release();
  }
});

test("a claim that does not know of a cancellation yet passes its endpoint by", async () => {
  await save({ created: on(inside()) });
  await record("created", 5);
  await whileLocked(() => save({}));
  const { rows: found } = await database().query<{ id: number }>("select id from endpoint");
  const requests = [{ lane: newLane(found[0]?.id ?? 0), limit: 50, after: null }];
  const unaware = await claimDue(database(), 1, requests, { inOrder: false, cancelling: false });
  expect(unaware).toEqual({ claimed: [], ended: [] });
  await allSteps(500);
  await save({ created: on(inside()) });
  await record("created", 1);
  const { claimed } = await claimDue(database(), 1, requests, { inOrder: false, cancelling: false });
  expect(claimed).toHaveLength(1);
});

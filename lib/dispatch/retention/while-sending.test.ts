import type pg from "pg";
import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { readJob } from "@/lib/deliveries/jobs";
import { resendLogged } from "@/lib/deliveries/resend-many";
import { sendUnsent } from "@/lib/deliveries/send-unsent";
import { recordEvents } from "@/lib/events/record";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { takeSteps } from "@/lib/testing/resends";
import { waitsForLock } from "@/lib/testing/waits-for-lock";
import { pruneEvents } from "./prune-events";

/** Retention and whoever sends events that were never sent, at the same events. */

afterAll(() => pool().end());
beforeEach(async () => {
  await database().query("truncate resend_job, resend_delivery, delivery, event");
  await database().query("update event_switch set enabled = false");
  const events = Array.from({ length: 3 }, (_, n) => ({
    eventType: "created" as const,
    instanceId: `old-${n}`,
    processName: "Old",
  }));
  eventIDs = (await inTransaction((tx) => recordEvents(tx, operator, events, { posted: true }))).map(
    ({ eventID }) => eventID,
  );
  await database().query("update event set occurred_at = now() - interval '31 days'");
  await database().query("update event_switch set enabled = event_type = 'created'");
  await addEndpoint("http://127.0.0.1:9/in");
});
let eventIDs: string[];

const cutOff = () => new Date(Date.now() - 30 * 86_400_000).toISOString();

/** Prunes events as they were before this happened: the statement has its snapshot, and waits. */
async function pruneWhile(happens: () => Promise<unknown>): Promise<number> {
  const gate = 77;
  const [session, keeper] = [await database().connect(), await database().connect()];
  const gated = {
    query: (text: string, values: unknown[]) =>
      session.query(
        text.replace("$4::timestamptz", `(select $4::timestamptz from pg_advisory_xact_lock(${gate}))`),
        values,
      ),
  } as Pick<pg.PoolClient, "query">;
  try {
    await keeper.query("select pg_advisory_lock($1)", [gate]);
    const pruned = pruneEvents(gated, cutOff(), undefined);
    pruned.catch(() => undefined);
    await waitsForLock(session).toBe(1);
    await happens();
    await keeper.query("select pg_advisory_unlock($1)", [gate]);
    return await pruned;
  } finally {
    session.release(true);
    keeper.release(true);
  }
}

test("an event that a job has sent since retention looked stays, and the others go", async () => {
  const [first = ""] = eventIDs;
  const { jobID } = await resendLogged(operator, { status: "not_sent", instanceID: "old-0" });
  expect(await pruneWhile(() => takeSteps())).toBe(2);
  expect(await count("event", `id = '${first}'`)).toBe(1);
  expect(await count("delivery", `event_id = '${first}'`)).toBe(1);
  expect(await readJob(operator, jobID)).toMatchObject({ state: "done", done: 1 });
});

test("so does one that somebody has sent by itself", async () => {
  const [first = ""] = eventIDs;
  expect(await pruneWhile(() => sendUnsent(operator, first))).toBe(2);
  expect(await count("delivery", `event_id = '${first}'`)).toBe(1);
});

test("a job leaves out events that retention deletes meanwhile, and goes on", async () => {
  const [first = "", second = ""] = eventIDs;
  const { jobID } = await resendLogged(operator, { status: "not_sent" });
  const deleting = await database().connect();
  try {
    await deleting.query("begin");
    await deleting.query("delete from event where id = any ($1)", [[first, second]]);
    const steps = takeSteps();
    await expect
      .poll(async () => (await database().query("select from pg_locks where not granted")).rowCount, {
        timeout: 60_000,
      })
      .toBeGreaterThan(0);
    await deleting.query("commit");
    expect((await steps).at(-1)).toBe("done");
  } finally {
    deleting.release(true);
  }
  expect(await count("delivery", "true")).toBe(1);
  expect(await readJob(operator, jobID)).toMatchObject({ state: "done", done: 1 });
});

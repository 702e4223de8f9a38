import type pg from "pg";
import { afterAll, expect, test } from "vitest";
import { addEndpoint, database } from "@/lib/testing/delivery-rows";
import { waitsForLock } from "@/lib/testing/waits-for-lock";
import { pool } from "./pool";

afterAll(() => pool().end());

const addEvent = (id: string) =>
  database().query(
    `insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
     values ($1, 'created', 'p-1', 'P', 'dispatched', 'test')`,
    [id],
  );

let events = 0;
/** An event and an endpoint without a delivery. */
async function named() {
  events += 1;
  const eventId = `evt_${events}`;
  await addEvent(eventId);
  return { eventId, endpointId: await addEndpoint(`http://127.0.0.1:9/${events}`) };
}
type Named = Awaited<ReturnType<typeof named>>;

const addDeliveries = (db: Pick<pg.PoolClient, "query">, ...of: Named[]) =>
  db.query("insert into delivery (event_id, endpoint_id) select * from unnest($1::text[], $2::int[])", [
    of.map(({ eventId }) => eventId),
    of.map(({ endpointId }) => endpointId),
  ]);

const isReferenceError = (message: RegExp) =>
  expect.objectContaining({ code: "23503", message: expect.stringMatching(message) });

async function inTwoTransactions(use: (first: pg.PoolClient, second: pg.PoolClient) => Promise<void>) {
  const [first, second] = [await pool().connect(), await pool().connect()];
  try {
    await first.query("begin");
    await use(first, second);
  } finally {
    first.release(true);
    second.release(true);
  }
}

test("deliveries that name what is not there are refused, all of their statement", async () => {
  const there = await named();
  await expect(addDeliveries(database(), there, { ...there, eventId: "evt_0" })).rejects.toEqual(
    isReferenceError(/names the event evt_0, which is not there/),
  );
  await expect(addDeliveries(database(), there, { ...there, endpointId: 987_654 })).rejects.toEqual(
    isReferenceError(/names the endpoint 987654, which is not there/),
  );
  const { rows } = await database().query("select from delivery where event_id = $1", [there.eventId]);
  expect(rows).toEqual([]);
});

test("what deliveries name is not deleted, and what none names is", async () => {
  const [kept, removed] = [await named(), await named()];
  await addDeliveries(database(), kept);
  await expect(database().query("delete from event")).rejects.toEqual(isReferenceError(/has deliveries/));
  await expect(database().query("delete from endpoint")).rejects.toEqual(isReferenceError(/has deliveries/));
  const deleted = await database().query("delete from event where id = $1", [removed.eventId]);
  expect(deleted.rowCount).toBe(1);
});

test.each(["event", "endpoint"])(
  "an %s is not deleted by who cannot see what was added last",
  async (table) => {
    const { eventId, endpointId } = await named();
    const session = await pool().connect();
    try {
      await session.query("begin isolation level repeatable read");
      const id = String(table === "event" ? eventId : endpointId);
      await expect(session.query(`delete from ${table} where id::text = $1`, [id])).rejects.toThrow(
        /must be deleted in a read committed transaction/,
      );
    } finally {
      session.release(true);
    }
  },
);

test.each([
  ["an event's id", "update event set id = 'evt_other'"],
  ["an endpoint's id", "update endpoint set id = 1 + id"],
  ["a delivery's event", "update delivery set event_id = 'evt_other'"],
  ["a delivery's endpoint", "update delivery set endpoint_id = 1"],
])("%s never changes", async (_, statement) => {
  await expect(database().query(statement)).rejects.toEqual(isReferenceError(/never changes/));
});

test.each([
  ["has no schema in its path", "set search_path = ''"],
  [
    "has tables of its own by these names",
    `create temp table event (id text); create temp table endpoint (id int); create temp table delivery (event_id text, endpoint_id int);
     insert into pg_temp.event values ('evt_0'); insert into pg_temp.endpoint values (987654)`,
  ],
])("it is all the same in a session that %s", async (_, setting) => {
  const [kept, removed] = [await named(), await named()];
  await addDeliveries(database(), kept);
  const session = await pool().connect();
  try {
    await session.query(setting);
    const add = ({ eventId, endpointId }: Named) =>
      session.query("insert into public.delivery (event_id, endpoint_id) values ($1, $2)", [
        eventId,
        endpointId,
      ]);
    await add(kept);
    await expect(add({ ...kept, eventId: "evt_0" })).rejects.toEqual(isReferenceError(/is not there/));
    await expect(add({ ...kept, endpointId: 987_654 })).rejects.toEqual(isReferenceError(/is not there/));
    const remove = (table: string, id: string | number) =>
      session.query(`delete from public.${table} where id::text = $1`, [String(id)]);
    await expect(remove("event", kept.eventId)).rejects.toEqual(isReferenceError(/has deliveries/));
    await expect(remove("endpoint", kept.endpointId)).rejects.toEqual(isReferenceError(/has deliveries/));
    await remove("event", removed.eventId);
  } finally {
    session.release(true);
  }
});

test("what was planned while next to nothing was there looks up by key when there is much", async () => {
  const session = await pool().connect();
  try {
    await session.query("alter table event set (autovacuum_enabled = false)");
    const of = await named();
    await session.query("vacuum analyze event");
    await addDeliveries(session, of);
    await session.query(
      `insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
       select 'evt_of_many_' || n, 'created', 'p-1', 'P', 'dispatched', 'test' from generate_series(1, 1000) as n`,
    );
    await session.query("begin");
    await addDeliveries(session, of);
    const { rows } = await session.query(
      "select seq_scan::int from pg_stat_xact_user_tables where relname = 'event' and schemaname = current_schema",
    );
    expect(rows).toEqual([{ seq_scan: 0 }]);
  } finally {
    session.release(true);
    await database().query("alter table event reset (autovacuum_enabled)");
  }
});

test.each(["event", "endpoint"] as const)(
  "whoever deletes an %s waits for deliveries that are being added",
  async (table) => {
    const of = await named();
    await inTwoTransactions(async (adding, deleting) => {
      await addDeliveries(adding, of);
      const deleted = expect(
        deleting.query(`delete from ${table} where id::text = $1`, [
          String(table === "event" ? of.eventId : of.endpointId),
        ]),
      ).rejects.toEqual(isReferenceError(/has deliveries/));
      await waitsForLock(deleting).toBe(1);
      await adding.query("commit");
      await deleted;
    });
  },
);

test.each(["event", "endpoint"] as const)("deliveries wait for whoever deletes their %s", async (table) => {
  const of = await named();
  await inTwoTransactions(async (deleting, adding) => {
    await deleting.query(`delete from ${table} where id::text = $1`, [
      String(table === "event" ? of.eventId : of.endpointId),
    ]);
    const added = expect(addDeliveries(adding, of)).rejects.toEqual(isReferenceError(/which is not there/));
    await waitsForLock(adding).toBe(1);
    await deleting.query("commit");
    await added;
  });
});

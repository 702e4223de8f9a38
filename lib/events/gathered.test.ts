import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { createInstance } from "@/lib/instances/create";
import { acceptEvents } from "./accept";

/** Single events and creations that come at once share statements, and nothing else (docs/decisions/0060). */

afterAll(() => pool().end());

beforeEach(async () => {
  await pool().query("truncate delivery, event, instance, instance_counter, subscription, endpoint cascade");
  await pool().query("update event_switch set enabled = event_type <> 'deleted'");
  await pool().query(
    `with made as (insert into endpoint (url, url_hash) values ('https://a.example.com/', 'a') returning id)
     insert into subscription (event_type, endpoint_id, position) select unnest('{created,updated}'::event_type[]), id, 0 from made`,
  );
});

const rows = async <Row>(text: string): Promise<Row[]> => (await pool().query(text)).rows;
const lastNumber = async () =>
  (await rows<{ last_number: string }>("select last_number from instance_counter"))[0]?.last_number;
const person = (name: string) => ({ ...operator, name });

test("events that are posted at once each have their own event, answer and author; few transactions are theirs", async () => {
  const posts = Array.from({ length: 40 }, (_, n) => ({
    eventType: n % 2 ? "updated" : ("deleted" as "updated" | "deleted"),
    instanceID: `p-${n}`,
    processName: `P ${n}`,
    by: n % 4 < 2 ? "Ada" : "Grace",
  }));
  const answers = await Promise.all(posts.map(({ by, ...post }) => acceptEvents(person(by), [post])));
  type Row = { event_id: string; event_type: string; instance_id: string; actor_name: string };
  const recorded = new Map(
    (
      await rows<Row & { posted: boolean; deliveries: number }>(
        `select id as event_id, event_type, instance_id, process_name, actor_name, posted,
         (select count(*)::int from delivery where delivery.event_id = event.id) as deliveries from event`,
      )
    ).map((row) => [row.event_id, row]),
  );
  expect(recorded.size).toBe(40);
  posts.forEach(({ eventType, instanceID, processName, by }, n) => {
    const [answer] = answers[n] ?? [];
    const isSent = eventType === "updated";
    expect(answer).toMatchObject({
      outcome: isSent ? "dispatched" : "switched_off",
      deliveries: isSent ? 1 : 0,
    });
    expect(recorded.get(answer?.eventID ?? "")).toMatchObject({
      event_type: eventType,
      instance_id: instanceID,
      process_name: processName,
      actor_name: by,
      posted: true,
      deliveries: isSent ? 1 : 0,
    });
  });
  const [found] = await rows<{ count: number }>("select count(distinct xmin::text)::int as count from event");
  expect(found?.count).toBeLessThan(20);
});

test("instances that are created at once are numbered without a gap, and each keeps what is its own", async () => {
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      createInstance(operator, {
        processName: n % 3 ? "Leave" : "Invoice",
        Status: `s${n}`,
        ...(n % 2 ? { TriggerField: `t${n}` } : {}),
        FieldsMappings: [{ fieldname: "n", value: `{"${n}"}` }],
      }),
    ),
  );
  const stored = new Map(
    (
      await rows<{ instance_id: string; status: string; trigger_field: string | null; fields: unknown }>(
        "select instance_id, status, trigger_field, fields from instance",
      )
    ).map((row) => [row.instance_id, row]),
  );
  made.forEach(({ instanceID, eventID }, n) => {
    expect(stored.get(instanceID)).toEqual({
      instance_id: instanceID,
      status: `s${n}`,
      trigger_field: n % 2 ? `t${n}` : null,
      fields: [{ name: "n", text: `{"${n}"}`, value: `{"${n}"}` }],
    });
    expect(eventID).toMatch(/^evt_/);
  });
  const ids = [...stored.keys()].sort();
  const numbered = (slug: string, count: number) =>
    Array.from({ length: count }, (_, n) => `${slug}-${n + 1}`);
  expect(ids).toEqual([...numbered("invoice", 10), ...numbered("leave", 20)].sort());
  const events = await rows<{ instance_id: string }>(
    "select instance_id from event where event_type = 'created'",
  );
  expect(events.map(({ instance_id }) => instance_id).sort()).toEqual(ids);
});

test("numbers are taken while the instances before are written", async () => {
  const create = () => createInstance(operator, { processName: "Leave", FieldsMappings: [] });
  const other = await pool().connect();
  try {
    await other.query("begin; lock table instance in share mode");
    const first = create();
    await expect.poll(lastNumber).toBe("1");
    const second = create();
    await expect.poll(lastNumber).toBe("2");
    expect(await rows("select from instance")).toEqual([]);
    await other.query("commit");
    expect([(await first).instanceID, (await second).instanceID]).toEqual(["leave-1", "leave-2"]);
  } finally {
    other.release(true);
  }
});

test("one that cannot be created keeps none of the others from it", async () => {
  // As after a restore of an older state.
  await pool().query(
    "insert into instance (instance_id, process_name, status, fields) values ('leave-5', 'Leave', '', '[]')",
  );
  const made = await Promise.allSettled(
    Array.from({ length: 12 }, () => createInstance(operator, { processName: "Leave", FieldsMappings: [] })),
  );
  const failed = made.filter(({ status }) => status === "rejected");
  expect(failed.length).toBeLessThanOrEqual(1);
  const [found] = await rows<{ instances: number; events: number }>(
    "select (select count(*)::int from instance) as instances, (select count(*)::int from event) as events",
  );
  expect(found).toEqual({ instances: 13 - failed.length, events: 12 - failed.length });
});

test("what is part of a transaction is left to nobody else: it goes with that", async () => {
  await inTransaction(async (tx) => {
    await acceptEvents(operator, [{ eventType: "updated", instanceID: "p-1", processName: "P" }]);
    await createInstance(operator, { processName: "Leave", FieldsMappings: [] });
    await tx.query("select 1 / 0").catch(() => {});
  }).catch(() => {});
  expect(await rows("select from event")).toEqual([]);
});

import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { listLog } from "./list-log";
import { readNeighbours } from "./neighbours";
import { readResendRequests } from "./read-resend-requests";

afterAll(() => pool().end());

beforeEach(async () => {
  const [one, other] = [
    await addEndpoint("https://a.example.com/"),
    await addEndpoint("https://b.example.com/"),
  ];
  await addDeliveries([one, other], 5, { hint: false });
  await database().query(
    "update delivery set status = 'failed', done_at = now(), last_outcome = 'http_error', last_status_code = 503 where id % 3 = 0",
  );
  await database().query(
    "update delivery set created_at = created_at - interval '1 day' where id in (select id from delivery order by id limit 3)",
  );
});

test.each([
  {},
  { status: "failed" as const },
  { url: "B.example" },
  { outcome: "http_error" as const, code: "5xx" },
  { instanceID: "-1" },
  { last: "1h" as const },
  { from: new Date(Date.now() - 3_600_000).toISOString() },
])("older and newer lead through the list of %j, row by row and to its ends", async (filter) => {
  const ids = (await listLog(operator, { limit: 200, filter })).rows.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(1);
  for (const [index, id] of ids.entries()) {
    expect(await readNeighbours(operator, id, filter)).toEqual({
      newer: ids[index - 1] ?? null,
      older: ids[index + 1] ?? null,
    });
  }
});

test("a delivery that left the list, or is none, still stands between its neighbours", async () => {
  const { rows } = await listLog(operator, { limit: 200, filter: { status: "failed" } });
  const [newest, next] = rows.map(({ id }) => id);
  const between = `dlv_${Number(next?.slice(4)) + 1}`;
  expect(await readNeighbours(operator, between, { status: "failed" })).toEqual({
    newer: newest,
    older: next,
  });
  const none = { newer: null, older: null };
  expect(await readNeighbours(operator, between, { status: "not_sent" })).toEqual(none);
  expect(await readNeighbours(operator, "dlv_x", {})).toEqual(none);
  await expect(readNeighbours(await actorOf("user"), "dlv_1", {})).rejects.toThrow(ForbiddenError);
});

test("who asked for an attempt is found in the History: under the delivery, its event, or the job that took it", async () => {
  const sql = (text: string) => database().query(text);
  const { rows } = await database().query<{ id: string; event_id: string }>(
    "select id, event_id from delivery order by id limit 1",
  );
  const { id, event_id: eventID } = rows[0] ?? {};
  await sql(`insert into attempt (delivery_id, number, trigger, triggered_by, outcome, started_at) values
    (${id}, 1, 'manual', 'Ada', 'http_error', now() - interval '50 min'),
    (${id}, 2, 'manual', 'Ada', 'http_error', now() - interval '40 min'),
    (${id}, 3, 'manual', 'Ada', 'http_error', now() - interval '30 min'),
    (${id}, 4, 'manual', 'Bob', 'http_error', now() - interval '20 min')`);
  await sql(`insert into audit_entry (at, actor_kind, actor_name, action, subject) values
    (now() - interval '51 min', 'user', 'Ada', 'event.sent', '${eventID}'),
    (now() - interval '41 min', 'user', 'Ada', 'delivery.resent', 'dlv_${id}'),
    (now() - interval '21 min', 'user', 'Ada', 'delivery.resent', 'dlv_${id}')`);
  await sql("truncate resend_job, resend_delivery restart identity");
  // The second of the same name at the same time did not come to this delivery.
  await sql(`insert into resend_job (status, settings_version, started_by, started_at, finished_at, after_id, until_id, count) values
    ('failed', 1, 'Ada', now() - interval '31 min', now() - interval '29 min', 0, 9999, 3),
    ('delivered', 1, 'Ada', now() - interval '31 min', now() - interval '29 min', 0, 9999, 3)`);
  await sql(
    `insert into resend_delivery (job_id, delivery_id, attempts_before) values (1, ${id}, 2), (2, ${id} + 1, 2)`,
  );
  expect(await readResendRequests(operator, `dlv_${id}`)).toEqual([
    { number: 1, subject: eventID },
    { number: 2, subject: `dlv_${id}` },
    { number: 3, subject: "job_1" },
  ]);
  await expect(readResendRequests(await actorOf("user"), `dlv_${id}`)).rejects.toThrow(ForbiddenError);
});

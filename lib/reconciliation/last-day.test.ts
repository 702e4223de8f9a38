import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { reconcileLastDay } from "./last-day";
import { verifyHour } from "./verify-hours";

afterAll(() => pool().end());

test("all who look at once share one count of the log; a User may not", async () => {
  const locker = await pool().connect();
  await locker.query("begin");
  await locker.query("lock table event in access exclusive mode");
  const looks = [1, 2, 3, 4, 5].map(() => reconcileLastDay(operator));
  await locker.query("rollback");
  locker.release();
  const [first, ...others] = await Promise.all(looks);
  expect(first).toMatchObject({ unaccounted: 0 });
  for (const other of others) expect(other).toBe(first);
  await expect(reconcileLastDay(await actorOf("user"))).rejects.toThrow(ForbiddenError);
});

test("nobody waits for the rows of hours that were verified, but they are read all the same", async () => {
  const endpointId = await addEndpoint("https://a.example.com/hook");
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000;
  const at = new Date(hour + 60_000);
  await pool().query(
    `with made as (
       insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at, expected, posted)
       values ('evt_01J00000000000000000000000', 'created', 'leave-1', 'Leave', 'dispatched', 'somebody', $1, 1, true) returning id
     ), delivered as (
       insert into delivery (event_id, endpoint_id, status, attempts, created_at, done_at, last_outcome)
       select id, $2, 'delivered', 1, $1, $1, 'delivered' from made returning id
     ) insert into attempt (delivery_id, number, outcome, finished_at) select id, 1, 'delivered', $1 from delivered`,
    [at, endpointId],
  );
  const session = await pool().connect();
  await verifyHour(session, hour, 30);
  session.release();
  await pool().query("delete from attempt");
  await expect
    .poll(() => reconcileLastDay(operator))
    .toMatchObject({ changes: 1, delivered: 1, unaccounted: 0 });
  await expect.poll(async () => (await reconcileLastDay(operator))?.unaccounted).toBe(1);
});

import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { eventually } from "@/lib/testing/eventually";
import type { Task } from "./task";
import { startVerification } from "./verification";

let task: Task | undefined;
beforeEach(async () => {
  await database().query("truncate verified_hour, reopened_hour");
});
afterEach(async () => {
  await task?.stop();
  task = undefined;
});
afterAll(() => pool().end());

/** Deliveries that succeeded, so many whole hours before the present one. */
async function past(hoursAgo: number, n: number): Promise<void> {
  await addDeliveries([await addEndpoint(`https://h${hoursAgo}.example.com/`)], n, { hint: false });
  const at = `date_trunc('hour', now(), 'UTC') - interval '${hoursAgo} h' + interval '10 min'`;
  await database().query(
    `update event set occurred_at = ${at}, expected = 1 where occurred_at > now() - interval '5 min'`,
  );
  await database().query(
    `with done as (
       update delivery set status = 'delivered', attempts = 1, last_outcome = 'delivered', created_at = ${at}, done_at = ${at}
       where created_at > now() - interval '5 min' returning id
     ) insert into attempt (delivery_id, number, outcome, finished_at) select id, 1, 'delivered', now() from done`,
  );
}

const verificationHere = () => {
  task = startVerification({ databaseUrl: process.env.DATABASE_URL ?? "", retentionDays: 30, restMs: 1 });
};

test("every hour that is over is verified by itself, from the first event on, and nobody has to read it again", async () => {
  await past(30, 4);
  await past(5, 3);
  verificationHere();
  // The present hour is not over, and in its first minute nor is the one before.
  await eventually(async () => (await count("verified_hour", "true")) >= 29);
  const found = await reconcile(operator, {}, { trustVerified: true });
  expect(found).toMatchObject({ delivered: 7, unaccounted: 0 });
  expect(found.verified?.hours).toBeGreaterThanOrEqual(29);
});

test("an hour with something open or lost is left to who looks, and keeps no other hour from being verified", async () => {
  await past(6, 2);
  await past(4, 2);
  await database().query("delete from attempt where delivery_id = (select min(id) from delivery)");
  verificationHere();
  await eventually(async () => (await count("verified_hour", "true")) >= 4);
  const { rows } = await database().query(
    "select from verified_hour where hour = (select date_trunc('hour', min(occurred_at), 'UTC') from event)",
  );
  expect(rows).toHaveLength(0);
});

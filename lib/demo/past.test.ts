import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { byEventType } from "@/lib/events/event-types";
import { createInstance } from "@/lib/instances/service";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { callbackUrls } from "./applications";
import { seedPast } from "./past";

afterAll(async () => {
  await prisma().$disconnect();
  await pool().end();
});

const dayMs = 86_400_000;
const sum = async (statement: string) => Number((await pool().query(statement)).rows[0]?.found);

beforeEach(async () => {
  await pool().query(
    "truncate delivery, attempt, event, subscription, endpoint, instance, deleted_instance, instance_counter, attempt_stats, delivery_stats, stats_entry, last_attempt restart identity cascade",
  );
  const urls = callbackUrls({ port: 4_100, outagePort: 4_101 });
  await replaceWebhooks(operator, {
    version: null,
    ...byEventType((type) => ({ enabled: true, urls: urls[type] })),
  });
});

test("a month of the past, in which every change is accounted for and the stats agree with the log", async () => {
  const from = new Date(Date.now() - 30 * dayMs);
  expect(await reconcile(operator, { from })).toMatchObject({ changes: 0 });
  const used = process.cpuUsage();
  await seedPast(Date.now());
  const { user, system } = process.cpuUsage(used);
  // Of this process; a newcomer must not wait for it.
  expect((user + system) / 1_000).toBeLessThan(3_000);
  const trusting = await reconcile(operator, { from }, { trustVerified: true });
  const found = await reconcile(operator, { from }, { wholeLog: true });
  expect(trusting.changes).toBe(found.changes);
  expect(found).toMatchObject({ unaccounted: 0, concerns: [], pending: 0, stats: { differences: 0 } });
  expect(found.changes).toBeGreaterThan(1_500);
  expect(found.notSent.switched_off).toBeGreaterThan(0);
  expect(found.notSent.no_urls).toBeGreaterThan(0);
  expect(found.failed).toBeGreaterThan(20);
  expect(await sum("select count(distinct outcome) as found from attempt")).toBe(5);
  expect(
    await sum("select sum(delivered) as found from delivery_stats where half_hour > now() - interval '24 h'"),
  ).toBeGreaterThan(30);
});

test("what comes after it takes the next numbers", async () => {
  await seedPast(Date.now());
  const living = await sum("select last_number as found from instance_counter where slug = 'leave'");
  const { instanceID } = await createInstance(operator, { processName: "Leave" });
  expect(instanceID).toBe(`leave-${living + 1}`);
  const newest = await pool().query(
    "select event_id from delivery join event on event.id = event_id where instance_id = $1 and delivery.id = (select max(id) from delivery)",
    [instanceID],
  );
  expect(newest.rowCount).toBe(1);
});

import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inOwnTransaction, pool } from "@/lib/db/pool";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import { barCount, readOverview, waitingStatement } from "./overview";

afterAll(() => pool().end());

test("the bars begin with the first event's half hour, and at most 48 half hours ago; since when is always told", async () => {
  const read = async () => {
    const { since, types } = await readOverview(operator);
    return { beganMsAgo: Date.now() - Date.parse(since), bars: types.created.bars.length };
  };
  const id = await addEndpoint("https://b.example.com/");
  const none = await read();
  expect(none.bars).toBe(barCount);
  expect(none.beganMsAgo).toBeGreaterThan(23.5 * 3_600_000 - 1_000);
  expect(none.beganMsAgo).toBeLessThan(24 * 3_600_000 + 1_000);
  await addDeliveries([id], 1, { hint: false });
  const now = await read();
  // A half hour may have ended meanwhile.
  expect(now.bars).toBeLessThanOrEqual(2);
  expect(now.beganMsAgo).toBeLessThan(3_600_000);
  await pool().query("update event set occurred_at = now() - interval '3 d'");
  expect((await read()).bars).toBe(barCount);
  await pool().query("delete from delivery");
});

test("the events of what waits are looked up one by one, whatever the planner thinks a join costs", async () => {
  const id = await addEndpoint("https://a.example.com/");
  await addDeliveries([id], 300, { hint: false });
  await pool().query("analyze event, delivery");
  await inOwnTransaction(async (tx) => {
    await tx.query("set local enable_nestloop = off");
    await tx.query("set local enable_seqscan = off");
    const { rows } = await tx.query<{ "QUERY PLAN": string }>(`explain (costs off) ${waitingStatement}`);
    expect(rows.map((row) => row["QUERY PLAN"].trim())).toContain("Index Cond: (id = delivery.event_id)");
    expect((await tx.query(waitingStatement)).rows).toEqual([
      { event_type: "created", found: 300, all: 300 },
    ]);
  });
});

import { afterAll, expect, test } from "vitest";
import { inOwnTransaction, pool } from "@/lib/db/pool";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import { waitingStatement } from "./overview";

afterAll(() => pool().end());

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

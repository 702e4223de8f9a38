import { afterAll, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { lookAtSpan } from "./look-at-span";

afterAll(() => pool().end());

const hourMs = 3_600_000;

/** 200 hours of 100 events each, every one delivered. */
async function addHours(): Promise<number> {
  const endpointId = await addEndpoint("https://a.example.com/");
  await pool().query(
    `insert into event (id, event_type, instance_id, process_name, outcome, actor_name, occurred_at, expected)
     select 'evt_' || lpad(n::text, 26, '0'), 'created', 'leave-' || n, 'Leave', 'dispatched', 'somebody',
       date_trunc('hour', now(), 'UTC') - interval '1 h' * (n / 100 + 1), 1
     from generate_series(0, 19999) as n`,
  );
  await pool().query(
    `insert into delivery (event_id, endpoint_id, status, attempts, created_at, done_at, last_outcome)
     select id, $1, 'delivered', 1, occurred_at, occurred_at, 'delivered' from event order by id`,
    [endpointId],
  );
  await pool().query(
    "insert into attempt (delivery_id, number, outcome) select id, 1, 'delivered' from delivery",
  );
  await pool().query("vacuum (analyze) event, delivery, attempt");
  return Math.floor(Date.now() / hourMs) * hourMs;
}

test("an hour is read by indexes, however many others there are", async () => {
  const now = new Date();
  const from = new Date((await addHours()) - 50 * hourMs);
  const span = { from, to: new Date(from.getTime() + hourMs), completeFrom: new Date(0), now };
  expect((await lookAtSpan(pool(), span, { named: 0 })).hours).toMatchObject([
    { delivered: 100, expected: 100 },
  ]);
  const plans: string[] = [];
  const explaining = {
    query: async (query: { text: string; values: unknown[] }) => {
      const { rows } = await pool().query(`explain ${query.text}`, query.values);
      plans.push(rows.map((row: { "QUERY PLAN": string }) => row["QUERY PLAN"]).join("\n"));
      return pool().query(query);
    },
  } as unknown as Parameters<typeof lookAtSpan>[0];
  await lookAtSpan(explaining, span, { named: 0 });
  expect(plans[0]).toContain("event_occurred_at_idx");
  expect(plans[0]).not.toMatch(/Seq Scan on (event|delivery)\b/);
});

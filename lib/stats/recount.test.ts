import { expect, test } from "vitest";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { recount } from "./recount";

test("tables are read whole, also where they were analyzed while they were being filled", async () => {
  await addDeliveries([await addEndpoint("https://a.example.com/")], 500, { hint: false });
  await database().query(
    `insert into attempt (delivery_id, number, outcome, started_at, finished_at)
     select id, 1, 'delivered', now(), now() from delivery`,
  );
  const session = await database().connect();
  try {
    // As ANALYZE leaves it where it finds pages, and no row in them that has committed.
    await session.query(
      "update pg_class set reltuples = 0, relpages = 100 where oid in ('attempt'::regclass, 'delivery'::regclass, 'event'::regclass)",
    );
    const scans = async () => {
      await session.query("select pg_stat_force_next_flush()");
      const { rows } = await session.query<{ n: number }>(
        "select sum(seq_scan + idx_scan)::int as n from pg_stat_user_tables where relname in ('attempt', 'delivery', 'event')",
      );
      return rows[0]?.n ?? 0;
    };
    const before = await scans();
    expect(await recount(session, { wait: true })).toBe(true);
    // Looked up one by one, it would be thousands. The newest fifty of each URL are.
    expect((await scans()) - before).toBeLessThan(200);
    const { rows } = await session.query("select sum(attempts)::int as n from attempt_stats");
    expect(rows).toEqual([{ n: 500 }]);
  } finally {
    session.release();
  }
});

test("rows lie in the order of their keys: a page reads those of one URL and one day, not every block of the table", async () => {
  const urls = Array.from({ length: 6 }, (_, n) => `https://${n}.example.com/`);
  const endpoints: number[] = [];
  for (const url of urls) endpoints.push(await addEndpoint(url));
  await addDeliveries(endpoints, 600, { hint: false });
  await database().query(
    `insert into attempt (delivery_id, number, outcome, started_at, finished_at, status_code, total_ms)
     select id, 2, 'delivered', at, at, 200, random() * 900 from (
       select id, now() - random() * interval '5 d' as at from delivery order by random()
     ) as made`,
  );
  const session = await database().connect();
  try {
    expect(await recount(session, { wait: true })).toBe(true);
  } finally {
    session.release();
  }
  const { rows } = await database().query(
    `select count(*)::int as all, count(*) filter (where key < before)::int as misplaced from (
       select key, lag(key) over (order by place) as before from (
         select (endpoint_id, half_hour, outcome, status_code, latency) as key, ctid as place from attempt_stats
       ) as row
     ) as pair`,
  );
  expect(rows[0].all).toBeGreaterThan(400);
  expect(rows[0].misplaced).toBe(0);
});

import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import { readEndpointStats, readStatsOf } from "./read-stats";
import { firstCallsOf, firstCallsText, waitingOf } from "./view";

afterAll(() => pool().end());

test("of a URL that was never called what is under way is told by event type, and does not wait", async () => {
  const id = await addEndpoint("https://new.example.com/");
  await addDeliveries([id], 5, { hint: false });
  const { rows } = await pool().query<{ id: string }>("select id::text from delivery order by id");
  const [first = "", second = "", third = ""] = rows.map((row) => row.id);
  await pool().query(
    "update event set event_type = 'deleted' where id = (select event_id from delivery where id = $1)",
    [third],
  );
  await openAttempts(pool(), 1, `id in (${[first, second, third].join(", ")})`);
  const stats = await readStatsOf(operator, `ep_${id}`);
  expect(stats).toMatchObject({ pending: { count: 5 }, firstCalls: { created: 2, deleted: 1 } });
  expect([firstCallsOf(stats), waitingOf(stats)]).toEqual([3, { count: 2, atLeast: false }]);
  expect((await readEndpointStats(operator)).map(({ firstCalls }) => firstCalls)).toEqual([stats.firstCalls]);
});

test("where nothing is under way nothing is told of first calls", async () => {
  await pool().query("delete from delivery");
  const id = await addEndpoint("https://idle.example.com/");
  await addDeliveries([id], 2, { hint: false });
  const stats = await readStatsOf(operator, `ep_${id}`);
  expect([stats.firstCalls, waitingOf(stats).count]).toEqual([{}, 2]);
});

test("one is told without its number", () => {
  expect([1, 2, 1_200].map(firstCallsText)).toEqual([
    "first call under way",
    "2 first calls under way",
    "1,200 first calls under way",
  ]);
});

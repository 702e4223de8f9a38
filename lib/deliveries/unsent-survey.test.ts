import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { recordEvents } from "@/lib/events/record";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { surveyUnsent } from "./unsent-survey";

afterAll(() => pool().end());

/** Five of each type that nobody received; then one type has a URL. */
beforeEach(async () => {
  await pool().query("update event_switch set enabled = event_type = 'created'");
  const types = ["created", "updated", "deleted"] as const;
  const events = types.flatMap((eventType) =>
    Array.from({ length: 5 }, (_, n) => ({ eventType, instanceId: `leave-${n}`, processName: "Leave" })),
  );
  await inTransaction((tx) => recordEvents(tx, operator, events, { posted: true }));
  await addEndpoint("https://a.example.com/");
  await pool().query("delete from subscription");
  await pool().query(
    "insert into subscription (event_type, endpoint_id, position) select 'created', id, 0 from endpoint",
  );
});

const ids = async () =>
  (await pool().query<{ id: string }>("select id from event order by id")).rows.map(({ id }) => id);

test("events that were not sent are counted some at a time, none left out and none twice", async () => {
  const all = await ids();
  for (const perStatement of [1, 2, 5, 1_000]) {
    expect(await surveyUnsent({ status: "not_sent" }, { perStatement })).toMatchObject({
      count: 15,
      isComplete: true,
      types: [
        { eventType: "created", count: 5, urls: 1 },
        { eventType: "updated", count: 5, urls: 0 },
        { eventType: "deleted", count: 5, urls: 0 },
      ],
      range: { after: all[0]?.slice(0, -1), until: all.at(-1) },
    });
    expect(await surveyUnsent({ instanceID: "E-3" }, { perStatement })).toMatchObject({ count: 3 });
  }
  expect(await surveyUnsent({ q: "leave-3", eventType: "updated" }, {})).toMatchObject({ count: 1 });
  expect(await surveyUnsent({ outcome: "switched_off" }, {})).toMatchObject({ count: 10 });
  expect(await surveyUnsent({ url: "example" }, {})).toMatchObject({ count: 0, isComplete: true });
});

test("where counting takes too long it stops, says so, and what is sent may be any", async () => {
  const stopped = await surveyUnsent({ status: "not_sent" }, { limitMs: 0, perStatement: 1 });
  expect(stopped.isComplete).toBe(false);
  expect(stopped.count).toBeLessThan(15);
  expect(stopped.range).toEqual({ after: "", until: (await ids()).at(-1) });
});

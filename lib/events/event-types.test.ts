import { afterAll, expect, test } from "vitest";
import { EventType } from "@/lib/db/generated/enums";
import { pool } from "@/lib/db/pool";
import { eventTypeLabels, eventTypes, eventTypesText } from "./event-types";

afterAll(() => pool().end());

test("the table, Prisma's enum and the database's enum hold the same event types in the same order", async () => {
  const { rows } = await pool().query<{ type: string }>(
    "select unnest(enum_range(null::event_type)) as type",
  );
  expect(Object.values(EventType)).toEqual(eventTypes);
  expect(rows.map(({ type }) => type)).toEqual(eventTypes);
});

test("each event type has a switch, without which its events could not be recorded", async () => {
  const { rows } = await pool().query<{ type: string }>(
    "select event_type as type from event_switch order by event_type",
  );
  expect(rows.map(({ type }) => type)).toEqual(eventTypes);
});

test("the words that people and programs rely on", () => {
  expect(eventTypes.slice(0, 3)).toEqual(["created", "updated", "deleted"]);
  expect(eventTypeLabels).toMatchObject({ created: "Created", updated: "Updated", deleted: "Deleted" });
  expect(eventTypesText("and")).toMatch(/^created, updated(, \w+)* and \w+$/);
  expect(eventTypesText("or")).toMatch(/ or \w+$/);
});

import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { recordEvents } from "@/lib/events/record";
import { createInstance } from "@/lib/instances/create";
import { actorOf } from "@/lib/testing/actors";
import { actorOfToken } from "@/lib/tokens/actor-of-token";
import { createToken } from "@/lib/tokens/create";

afterAll(() => pool().end());

/** After five plans for what they are given, PostgreSQL decides whether it makes one for all. */
const manyTimes = Array.from({ length: 12 });

test("what each request of a program asks is planned once for a connection", async () => {
  const owner = await actorOf("developer");
  const { rows } = await pool().query("select email from user_account where id = $1", [owner.userId]);
  const { token } = await createToken(owner, {
    email: rows[0].email,
    name: "ci",
    scopes: ["write"],
    days: 1,
  });
  const posted = { eventType: "created", instanceId: "p-1", processName: "Posted" } as const;
  for (const _ of manyTimes) {
    await actorOfToken(token, null);
    await recordEvents(pool(), operator, [posted], { posted: true });
    await createInstance(owner, { processName: "Posted", FieldsMappings: [] });
  }
  const planned = await pool().query(
    "select name, custom_plans::int as custom, generic_plans::int as generic from pg_prepared_statements order by name",
  );
  const names = ["create-instances", "record-events", "token"];
  expect(planned.rows.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  for (const { name, custom, generic } of planned.rows) {
    expect({ name, isPlannedOnce: custom <= 5 && generic > 0 }).toEqual({ name, isPlannedOnce: true });
  }
});

test("so are the statements in the function that records events", async () => {
  const { rows } = await pool().query(
    "select proconfig from pg_proc where proname = 'record_events_by_process' and pronamespace = 'public'::regnamespace",
  );
  expect(rows).toEqual([{ proconfig: ["plan_cache_mode=force_generic_plan"] }]);
});

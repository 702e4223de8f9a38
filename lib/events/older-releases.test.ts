import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { config } from "@/lib/config";
import { connect } from "@/lib/db/connect";
import { dispatcherLifeLockClass, orderLockClass, webhookSettingsLock } from "@/lib/db/locks";
import { inTransaction, pool } from "@/lib/db/pool";

/**
 * Releases before this one record events by functions of the database that are only names for the newest by now. Each is compared
 * with the body that its migration made.
 */

const functions = [
  { name: "record_events", migration: "20261124201000_record", parameters: "$5, $6, $7" },
  { name: "record_events_posted", migration: "20261129112000_posted_events", parameters: "$5, $6, $7, true" },
  {
    name: "record_events_claimed",
    migration: "20261129124000_claimed_as_recorded",
    parameters: "$5, $6, $7, true, false, 0, 0, interval '0'",
  },
];
const original = (name: string) => `${name}_as_first_made`;

const life = connect(config().databaseUrl, { limits: { statementMs: 0 }, connectMs: 5_000 });

beforeAll(async () => {
  for (const { name, migration } of functions) {
    const sql = readFileSync(`prisma/migrations/${migration}/migration.sql`, "utf8");
    const body = new RegExp(`CREATE FUNCTION "${name}".*?END\\n\\$\\$;`, "s").exec(sql)?.[0] ?? "";
    await pool().query(body.replaceAll(new RegExp(`\\b${name}\\b`, "g"), original(name)));
  }
});
afterAll(async () => {
  await (await life).end();
  await pool().end();
});

/** Two URLs for `created`, one for `deleted`, which is switched off, and none for `updated`; a dispatcher that takes claims. */
async function prepare(ordered: boolean): Promise<void> {
  const urls =
    "truncate delivery, attempt, event, subscription, endpoint, dispatcher restart identity cascade";
  await pool().query(urls);
  await pool().query("update event_switch set enabled = event_type <> 'deleted'");
  await pool().query("update webhook_settings set ordered = $1", [ordered]);
  await pool().query(
    "insert into endpoint (url, url_hash) values ('https://a.example', 'a'), ('https://b.example', 'b')",
  );
  await pool().query(
    "insert into subscription (event_type, endpoint_id, position) values ('created', 2, 0), ('created', 1, 1), ('deleted', 1, 0)",
  );
  await pool().query(
    "insert into dispatcher (host, pid, version, accepts_claims) values ('here', 1, '1', true)",
  );
  await (await life).query("select pg_advisory_lock($1, 1)", [dispatcherLifeLockClass]);
}

/** What a call answers, what it writes, and which locks it holds until the commit. */
function called(name: string, parameters: string, eventTypes: readonly string[]) {
  const ids = eventTypes.map((_, index) => `evt_${index}`);
  return inTransaction(async (tx) => {
    const { rows: answer } = await tx.query(
      `select * from ${name}($1::text[], $2::event_type[], $3::text[], $4::text[], ${parameters}) order by of_type`,
      [
        ids,
        eventTypes,
        ids.map((_, index) => `load-${index % 2}`),
        ids.map(() => "Load"),
        "somebody",
        webhookSettingsLock,
        orderLockClass,
      ],
    );
    const { rows: events } = await tx.query(
      "select to_jsonb(event) - 'occurred_at' as row from event order by id",
    );
    const { rows: deliveries } = await tx.query(
      "select to_jsonb(delivery) - '{id, created_at, next_at}'::text[] as row from delivery order by id",
    );
    const { rows: locks } = await tx.query(
      `select classid, objid, objsubid, mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
       order by classid, objid`,
    );
    return { answer, events, deliveries, locks };
  });
}

const given = [
  ["one event with two URLs", ["created"]],
  ["one event that is switched off", ["deleted"]],
  ["one event without URLs", ["updated"]],
  ["many of every type", ["created", "deleted", "created", "updated", "created"]],
] as const;

for (const { name, parameters } of functions) {
  for (const ordered of [false, true]) {
    test.each(given)(
      `${name} does what it did${ordered ? ", where order is kept" : ""}: %s`,
      async (_, eventTypes) => {
        await prepare(ordered);
        const before = await called(original(name), parameters, eventTypes);
        await prepare(ordered);
        expect(await called(name, parameters, eventTypes)).toEqual(before);
        expect(before.events).toHaveLength(eventTypes.length);
      },
    );
  }

  test(`${name} refuses a transaction that does not see what was committed meanwhile`, async () => {
    await prepare(false);
    const refused = inTransaction(async (tx) => {
      await tx.query("set transaction isolation level repeatable read");
      await tx.query(
        `select ${name}('{}', '{}', '{}', '{}', ${parameters.replace("$5", "''").replaceAll(/\$\d/g, "1")})`,
      );
    });
    await expect(refused).rejects.toThrow("Events must be recorded in a read committed transaction.");
  });
}

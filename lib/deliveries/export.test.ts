import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { csvLine } from "@/lib/csv";
import { pool } from "@/lib/db/pool";
import { ForbiddenError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { exportLog } from "./export-log";
import { type ExportRecord, exportColumns, exportFileName, headOf, lineOf } from "./export-record";
import { listLog } from "./list-log";
import type { LogCursor } from "./log-cursor";
import type { LogPage } from "./view";

afterAll(() => pool().end());

const count = 1_200;

beforeEach(async () => {
  const endpointId = await addEndpoint("https://a.example.com/hook?a=1,2");
  await pool().query(
    `with made as (
       insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
       select 'evt_' || lpad(n::text, 26, '0'), 'created', 'leave-' || n, 'Leave', 'dispatched', 'test'
       from generate_series(1, $2::int) as n returning id
     )
     insert into delivery (event_id, endpoint_id) select id, $1 from made order by id`,
    [endpointId, count],
  );
  await pool().query(
    `insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
     select 'evt_X' || lpad(n::text, 25, '0'), 'updated', 'leave-' || n, 'Leave', 'switched_off', 'test'
     from generate_series(1, 3) as n`,
  );
  await pool().query(
    `update delivery set status = 'delivered', done_at = now(), attempts = 2, last_outcome = 'delivered',
       last_status_code = 204, last_total_ms = 12.5 where id % 2 = 0`,
  );
  await pool().query(
    `insert into attempt (delivery_id, number, outcome, started_at, finished_at)
     select id, number, 'delivered', '2026-01-01T00:00:00Z'::timestamptz + number * interval '1 h', now()
     from delivery cross join generate_series(1, 2) as number where status = 'delivered'`,
  );
});

async function all(filter: object, actorNow = async () => operator): Promise<ExportRecord[]> {
  const records: ExportRecord[] = [];
  for await (const some of exportLog(actorNow, filter)) records.push(...some);
  return records;
}

test("an export holds what the list holds, each row once and in its order", async () => {
  for (const filter of [
    {},
    { status: "delivered" },
    { instanceID: "leave-7" },
    { instanceID: "nobody" },
  ] as const) {
    const listed: string[] = [];
    let cursor: LogCursor | null = null;
    for (let hasOlder = true; hasOlder; ) {
      const page: LogPage = await listLog(operator, { filter, limit: 70, cursor });
      listed.push(...page.rows.map(({ id }) => id));
      ({ bottom: cursor, hasOlder } = page);
    }
    expect((await all(filter)).map(({ deliveryID, eventID }) => deliveryID ?? eventID)).toEqual(listed);
  }
});

test("a record tells all of a delivery, with the time of its last attempt", async () => {
  const [record] = await all({ status: "delivered" });
  expect(record).toMatchObject({
    eventType: "created",
    processName: "Leave",
    url: "https://a.example.com/hook?a=1,2",
    status: "delivered",
    outcome: "delivered",
    statusCode: 204,
    attempts: 2,
    lastAttemptAt: "2026-01-01T02:00:00.000Z",
    lastDurationMs: 12.5,
    nextAttemptAt: null,
  });
  expect(Object.keys(record ?? {})).toEqual(exportColumns);
  expect(headOf("csv")).toBe(`\ufeff${exportColumns.join(",")}\r\n`);
  expect(record && JSON.parse(lineOf(record, "ndjson"))).toEqual(record);
});

test("who loses the role gets nothing more", async () => {
  const [developer, user] = [await actorOf("developer"), await actorOf("user")];
  let asked = 0;
  const rows: number[] = [];
  const exported = async () => {
    const actorNow = async () => {
      asked += 1;
      return asked === 1 ? developer : user;
    };
    for await (const some of exportLog(actorNow, {})) rows.push(some.length);
  };
  await expect(exported()).rejects.toThrow(ForbiddenError);
  expect(rows).toHaveLength(1);
});

test("CSV is quoted as RFC 4180 has it, and no text is a formula in a spreadsheet", () => {
  expect(csvLine(["a", 'b "c"', "d,e", "f\r\ng", null, 7, -1, ""])).toBe(
    'a,"b ""c""","d,e","f\r\ng",,7,-1,\r\n',
  );
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]) {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  }
  expect(csvLine(['=HYPERLINK("http://x","y")'])).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n');
});

test("the file's name says when it was made and what was filtered by, in letters that every system takes", () => {
  const now = new Date("2026-11-29T12:30:05.123Z");
  expect(exportFileName({}, "csv", now)).toBe("deliveries_2026-11-29-123005.csv");
  expect(
    exportFileName({ status: "failed", url: 'https://a/../b\r\n"', from: undefined }, "ndjson", now),
  ).toBe("deliveries_2026-11-29-123005_failed_https-a-..-b.ndjson");
  expect(exportFileName({ url: "x".repeat(2_048) }, "csv", now).length).toBeLessThanOrEqual(124);
});

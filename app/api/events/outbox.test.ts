import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { actorOf } from "@/lib/testing/actors";
import { tokenOf } from "@/lib/testing/api";
import { listenHere } from "@/lib/testing/ports";
import { POST } from "./route";

/** The example of docs/outbox.md, run as it is written there: its SQL, its script, and the handler of the route behind a server. */

let token = "";
let url = "";
/** Whether the next answers are lost on their way, after the handler has done its work. */
let losing = false;

const server = http.createServer(async (request, response) => {
  const answer = await POST(
    new Request(`http://localhost${request.url}`, {
      method: "POST",
      headers: request.headers as Record<string, string>,
      body: await text(request),
    }),
    { params: Promise.resolve(undefined) },
  );
  if (losing) return void request.socket.destroy();
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
});

beforeAll(async () => {
  token = await tokenOf(await actorOf("user"), ["write"]);
  url = `http://127.0.0.1:${await listenHere(server)}`;
  await pool().query(
    "create table process_instance (id text primary key, process_name text not null, note text)",
  );
  await pool().query(await readFile("docs/examples/outbox.sql", "utf8"));
});
afterAll(async () => {
  server.close();
  await pool().end();
});
beforeEach(async () => {
  losing = false;
  await pool().query("truncate process_instance, callboard_outbox restart identity");
  await pool().query("truncate event, delivery, idempotency_key");
});

async function runScript(): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ["docs/examples/outbox.mjs"], {
    env: {
      ...process.env,
      OUTBOX_DATABASE_URL: config().databaseUrl,
      CALLBOARD_URL: url,
      CALLBOARD_TOKEN: token,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = text(child.stderr);
  const [code] = await once(child, "exit");
  return { code, said: await said };
}

const told = async () =>
  (await pool().query("select event_type, instance_id, process_name from event order by id")).rows.map(
    (row) => `${row.event_type} ${row.instance_id} ${row.process_name}`,
  );
const addOrders = (count: number) =>
  pool().query(
    "insert into process_instance select 'o/' || n, 'Order' from generate_series(1, $1::int) as n",
    [count],
  );

test("what happens to an instance is told in its order, and marked with its event", async () => {
  await pool().query("insert into process_instance values ('o/1', 'Order')");
  await pool().query("update process_instance set note = 'x'");
  await pool().query("delete from process_instance");
  expect(await runScript()).toEqual({ code: 0, said: "" });
  expect(await told()).toEqual(["created o/1 Order", "updated o/1 Order", "deleted o/1 Order"]);
  const { rows } = await pool().query(
    "select event_id from callboard_outbox where sent_at is not null order by id",
  );
  const { rows: events } = await pool().query("select id as event_id from event order by id");
  expect(rows).toEqual(events);
});

test("an answer that is lost changes nothing: the batch is sent again as it was, and recorded once", async () => {
  await addOrders(700);
  losing = true;
  expect((await runScript()).code).toBe(1);
  await pool().query("insert into process_instance values ('later', 'Order')");
  losing = false;
  expect(await runScript()).toEqual({ code: 0, said: "" });
  expect(await told()).toEqual([
    ...Array.from({ length: 700 }, (_, n) => `created o/${n + 1} Order`),
    "created later Order",
  ]);
});

test("two runs at once tell everything once", async () => {
  await addOrders(1_200);
  const runs = await Promise.all([runScript(), runScript()]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect((await told()).length).toBe(1_200);
});

test("a row that Callboard refuses is set aside with the reason, and keeps no other back", async () => {
  await addOrders(2);
  await pool().query("insert into process_instance values (repeat('x', 129), 'a/b')");
  const { code, said } = await runScript();
  expect([code, said]).toEqual([
    0,
    expect.stringContaining("Row 3 is set aside: [2].instanceID must be at most 128"),
  ]);
  expect(await told()).toEqual(["created o/1 Order", "created o/2 Order"]);
  const { rows } = await pool().query(
    "select id::int, sent_at from callboard_outbox where refused is not null",
  );
  expect(rows).toEqual([{ id: 3, sent_at: null }]);
});

import { randomBytes } from "node:crypto";
import { afterAll, beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { isUnclaimed } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import { connect } from "@/lib/db/connect";
import { closePool } from "@/lib/db/pool";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { ConflictError, ForbiddenError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { nextInstanceIds } from "@/lib/instances/number";
import { readMetrics } from "@/lib/monitoring/read-metrics";
import { readiness } from "@/lib/monitoring/readiness";
import { actorOf } from "@/lib/testing/actors";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { delivered, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { readWebhooks } from "@/lib/webhooks/read";
import { readHold } from "./hold";
import { recordHomeOn } from "./home";
import { releaseDispatch } from "./release";
import { skipNumbers } from "./skip-numbers";
import { holdText } from "./view";

afterAll(closePool);
beforeEach(async () => {
  await database().query(
    "update installation set place = null, app_url = null, held_at_url = null; truncate cancellation, resend_job cascade",
  );
});

/** Where another database of this server is at home. */
async function anotherPlace(): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const door = { limits: { statementMs: 60_000 }, connectMs: 60_000 };
  const server = await connect(inject("postgresUrl"), door);
  onTestFinished(async () => {
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  });
  await server.query(`create database ${name} template callboard_template`);
  const other = await connect(
    Object.assign(new URL(inject("postgresUrl")), { pathname: `/${name}` }).href,
    door,
  );
  try {
    expect(await recordHomeOn(other, null)).toBeNull();
    const { rows } = await other.query<{ place: string }>("select place from installation");
    return rows[0]?.place ?? "";
  } finally {
    await other.end();
  }
}

/** As if this database had been restored from a dump of the other. */
const moveHere = async () => database().query("update installation set place = $1", [await anotherPlace()]);

/** A dispatcher, and what it called. */
function calling() {
  const called: string[] = [];
  const dispatcher = dispatcherHere({
    async call({ deliveryId }) {
      called.push(deliveryId);
      return delivered;
    },
  });
  return { dispatcher, called };
}

/** A dispatcher has read the settings as they are now. */
const isAcknowledged = () =>
  eventuallyCount("dispatcher", "settings_version = (select version from webhook_settings)", 1);

test("the first that runs on a database makes where it is its home, over restarts as well", async () => {
  expect(await readHold()).toBeNull();
  expect(await recordHomeOn(database(), null)).toBeNull();
  expect(await recordHomeOn(database(), null)).toBeNull();
  expect(await count("installation", "place = installation_place() and place ~ '^[0-9]+/[0-9]+$'")).toBe(1);
});

test("a restored copy calls nothing and says so, until it is said to have moved", async () => {
  await moveHere();
  const hold = await readHold();
  expect(hold && holdText(hold)).toBe("This database was restored or copied from another one.");
  await addDeliveries([await addEndpoint("http://127.0.0.1:9/in")], 3);
  const { called } = calling();
  await isAcknowledged();
  expect(await readiness()).toMatchObject({ dispatchers: 1, held: true });
  expect((await readMetrics()).text).toContain("callboard_dispatch_held 1");
  await expect(releaseDispatch(await actorOf("developer"), "moved")).rejects.toBeInstanceOf(ForbiddenError);
  expect(await count("delivery", `attempts = 0 and ${isUnclaimed()}`)).toBe(3);
  expect(called).toEqual([]);

  await releaseDispatch(await actorOf("administrator"), "moved");
  await eventuallyCount("delivery", "status = 'delivered'", 3);
  expect(called).toHaveLength(3);
  expect(await readHold()).toBeNull();
  expect(await count("audit_entry", "action = 'dispatch.released' and after ->> 'as' = 'moved'")).toBe(1);
  await expect(releaseDispatch(operator, "moved")).rejects.toBeInstanceOf(ConflictError);
});

test("what moved from a dump passes over the numbers that its original may have given out since", async () => {
  await moveHere();
  await database().query("insert into instance_counter values ('order', 26)");
  const before = await addEndpoint("http://127.0.0.1:9/before");
  await releaseDispatch(operator, "moved");
  expect(await addEndpoint("http://127.0.0.1:9/after")).toBeGreaterThan(before + 100_000);
  expect(await nextInstanceIds(["Order"])).toEqual(["order-100027"]);
  const { rows } = await database().query<{ skipped: Record<string, string> }>(
    "select after -> 'skipped' as skipped from audit_entry where action = 'dispatch.released' order by id desc limit 1",
  );
  expect(rows[0]?.skipped).toMatchObject({
    instances: "100,000 numbers of each process",
    "callback URLs": `ep_${before + 1} to ep_${before + 100_000}`,
    deliveries: expect.stringMatching(/^dlv_\d+ to dlv_\d+$/),
  });
});

test("the numbers that are passed over are those of the installation, whatever the caller calls so", async () => {
  await database().query("insert into instance_counter values ('own', 1)");
  const client = await connect(process.env.DATABASE_URL ?? "", { limits: { statementMs: 60_000 } });
  try {
    await client.query(
      "create temp table instance_counter as select 'own' as slug, 1::bigint as last_number",
    );
    await skipNumbers(client);
    const { rows } = await client.query("select last_number::int as last from instance_counter");
    expect(rows).toEqual([{ last: 1 }]);
  } finally {
    await client.end();
  }
  expect(await count("instance_counter", "slug = 'own' and last_number = 100001")).toBe(1);
});

test("another APP_URL alone is the same database: no number is passed over", async () => {
  await recordHomeOn(database(), "https://callboard.example.com");
  await recordHomeOn(database(), "https://new.example.com");
  await database().query("insert into instance_counter values ('claim', 26)");
  await releaseDispatch(operator, "moved");
  expect(await nextInstanceIds(["Claim"])).toEqual(["claim-27"]);
});

test("what is said to be a copy is switched off, and nothing that was pending is ever called, resends included", async () => {
  await moveHere();
  const [entered, removed] = [
    await addEndpoint("http://127.0.0.1:9/a"),
    await addEndpoint("http://127.0.0.1:9/b"),
  ];
  await addDeliveries([entered], 20);
  await addDeliveries([removed], 2);
  await database().query("update event_switch set enabled = true where event_type = 'created'");
  await database().query("delete from subscription where endpoint_id = $1", [removed]);
  await database().query(
    "update delivery set resend_by = 'somebody', resend_from = 'failed' where endpoint_id = $1",
    [removed],
  );
  await database().query("update notice_webhook set url = 'http://127.0.0.1:9/notices' where id = 1");
  const { called } = calling();
  await isAcknowledged();
  await releaseDispatch(operator, "copy");
  await eventuallyCount("delivery", "done_at is null", 0);
  expect(await count("delivery", "status = 'cancelled' and attempts = 0")).toBe(20);
  expect(await count("delivery", "status = 'failed' and attempts = 0")).toBe(2);
  expect(await readWebhooks(operator)).toMatchObject({
    created: { enabled: false, urls: ["http://127.0.0.1:9/a"] },
  });
  expect(await count("notice_webhook", "url is not null")).toBe(0);
  expect(called).toEqual([]);

  // What is done here from now on is called.
  await database().query("update event_switch set enabled = true where event_type = 'created'");
  await addDeliveries([entered]);
  await eventually(async () => called.length === 1);
});

test("a dispatcher that runs stops calling when its database turns out to be elsewhere", async () => {
  const { called } = calling();
  const endpoint = await addEndpoint("http://127.0.0.1:9/in");
  await addDeliveries([endpoint]);
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  await database().query(
    "update installation set place = 'elsewhere'; update webhook_settings set version = version + 1",
  );
  await isAcknowledged();
  await addDeliveries([endpoint], 2);
  await eventuallyCount("dispatcher", "accepts_claims", 0);
  expect(called).toHaveLength(1);
  await releaseDispatch(operator, "moved");
  await eventuallyCount("delivery", "status = 'delivered'", 3);
  expect(called).toHaveLength(3);
});

test("a role that may not read which server it is holds nothing where the database is the same", async () => {
  await recordHomeOn(database(), null);
  await database().query("update installation set place = '/' || split_part(place, '/', 2)");
  expect(await readHold()).toBeNull();
  await database().query("update installation set place = '/1'");
  expect(await readHold()).toMatchObject({ isElsewhere: true });
  await database().query("update installation set place = '1/' || split_part(installation_place(), '/', 2)");
  expect(await readHold()).toMatchObject({ isElsewhere: true });
});

test("another APP_URL holds callbacks, an address of one machine never does, and the known one goes on", async () => {
  expect(await recordHomeOn(database(), "http://localhost:3000")).toBeNull();
  expect(await recordHomeOn(database(), "https://callboard.example.com/")).toBeNull();
  expect(await recordHomeOn(database(), "http://127.0.0.1:4000")).toBeNull();
  const hold = await recordHomeOn(database(), "https://staging.example.com");
  expect(hold && holdText(hold)).toBe(
    "This database belongs to the Callboard at https://callboard.example.com, and was started as https://staging.example.com.",
  );
  expect(await recordHomeOn(database(), "https://callboard.example.com")).toBeNull();
  await recordHomeOn(database(), "https://new.example.com");
  await releaseDispatch(operator, "moved");
  expect(await recordHomeOn(database(), "https://new.example.com")).toBeNull();
  expect(await count("installation", "app_url = 'https://new.example.com'")).toBe(1);
});

test("a secret that another APP_SECRET sealed holds its URL and costs no attempt", async () => {
  const [held, other] = [
    await addEndpoint("http://127.0.0.1:9/a"),
    await addEndpoint("http://127.0.0.1:9/b"),
  ];
  const seal = (appSecret: string) =>
    database().query("update endpoint set secret = $2 where id = $1", [
      held,
      sealSecret(newSigningSecret(), held, appSecret),
    ]);
  await seal("another secret, which nobody here knows");
  await addDeliveries([held, other], 3);
  const { called } = calling();
  await eventuallyCount("delivery", `status = 'delivered' and endpoint_id = ${other}`, 3);
  expect(await count("delivery", `attempts = 0 and endpoint_id = ${held}`)).toBe(3);
  expect((await readStatsOf(operator, publicId("ep", held))).reason).toContain(
    "cannot be opened with this APP_SECRET",
  );
  await seal(process.env.APP_SECRET ?? "");
  await eventuallyCount("delivery", "status = 'delivered'", 6);
  expect(called).toHaveLength(6);
});

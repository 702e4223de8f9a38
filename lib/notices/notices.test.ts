import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { startNotices } from "@/lib/dispatch/tasks/notices";
import { startStats } from "@/lib/dispatch/tasks/stats";
import { changeClientCertificate } from "@/lib/endpoints/change-certificate";
import { resumeEndpoint } from "@/lib/endpoints/resume";
import { suspendEndpoint } from "@/lib/endpoints/suspend";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { certificateFile } from "@/lib/testing/certificate-file";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { deriveNotices } from "./derive";
import { markRead } from "./mark-read";
import { pruneNotices } from "./prune";
import { listNotices, readBell } from "./read";

let receiver: Receiver;
const tasks: { stop(): Promise<void> }[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
  await database().query("update stats_state set recounted_at = now() - interval '1 d'");
});
afterEach(async () => {
  await Promise.all(tasks.splice(0).map((task) => task.stop()));
  await receiver.close();
  await database().query(
    "truncate notice, noticed_change, noticed_failures, noticed_certificate, notice_reader, endpoint_state_change",
  );
});
afterAll(() => pool().end());

const databaseUrl = process.env.DATABASE_URL ?? "";
const background = () =>
  tasks.push(
    startNotices({ databaseUrl, retentionDays: 30, everyMs: 10 }),
    startStats({ databaseUrl, everyMs: 10 }),
  );

/** One step, as the task takes it. */
async function derive(): Promise<number> {
  const session = await database().connect();
  try {
    return await deriveNotices(session);
  } finally {
    session.release();
  }
}

const told = async () =>
  (await listNotices(operator)).items
    .toReversed()
    .map(({ kind, by, deliveries }) => ({ kind, by, deliveries }));

const failures = (endpointId: number, failed: number) =>
  database().query(
    `insert into delivery_stats (half_hour, endpoint_id, event_type, delivered, failed)
     values (date_bin('30 min', now(), '2000-01-01T00:00:00Z'), $1, 'created', 0, $2)
     on conflict (half_hour, endpoint_id, event_type) do update set failed = excluded.failed`,
    [endpointId, failed],
  );

test("what a URL goes through is told: failing, probed, works again, suspended, resumed, given up", async () => {
  background();
  const id = await addEndpoint(`${receiver.url}/night`);
  let status = 503;
  receiver.answer(() => ({ status }));
  dispatcherHere({ retryScheduleMs: [], maxPerEndpoint: 1 });
  const has = (kind: string) => eventually(async () => (await told()).some((one) => one.kind === kind));
  // Results that are recorded together may take it past failing at once.
  await addDeliveries([id], 3);
  await has("failing");
  await addDeliveries([id], 37);
  await has("probed");
  await has("given_up");
  status = 200;
  await database().query("update endpoint set probe_at = now() where id = $1", [id]);
  await has("recovered");
  await suspendEndpoint(operator, `ep_${id}`);
  await has("suspended");
  await resumeEndpoint(operator, `ep_${id}`);
  await has("resumed");
  const all = await told();
  expect(all.filter(({ kind }) => kind !== "given_up").map(({ kind, by }) => [kind, by])).toEqual([
    ["failing", null],
    ["probed", null],
    ["recovered", null],
    ["suspended", operator.name],
    ["resumed", operator.name],
  ]);
  const [first] = (await listNotices(operator)).items;
  expect(first).toMatchObject({ endpointID: `ep_${id}`, url: `${receiver.url}/night` });
});

test("two processes at once make each notice once", async () => {
  for (const _ of [1, 2, 3]) background();
  const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => addEndpoint(`${receiver.url}/${n}`)));
  await Promise.all(ids.map((id) => suspendEndpoint(operator, `ep_${id}`)));
  await eventually(async () => (await count("notice", "true")) >= 20);
  expect(await derive()).toBe(0);
  expect(await count("notice", "true")).toBe(20);
});

test("a change that commits late, behind later ones, is told all the same", async () => {
  const [a, b] = [await addEndpoint(`${receiver.url}/a`), await addEndpoint(`${receiver.url}/b`)];
  const late = await database().connect();
  await late.query("begin");
  await late.query("update endpoint set state = 'suspended' where id = $1", [a]);
  await database().query("update endpoint set state = 'suspended' where id = $1", [b]);
  expect(await derive()).toBe(1);
  await late.query("commit");
  late.release();
  expect(await derive()).toBe(1);
  expect(await derive()).toBe(0);
  expect((await listNotices(operator)).items.map(({ endpointID }) => endpointID)).toEqual([
    `ep_${a}`,
    `ep_${b}`,
  ]);
});

test("deliveries given up are gathered, and the numbers add up to all of them", async () => {
  const id = await addEndpoint(`${receiver.url}/up`);
  await failures(id, 3);
  await derive();
  await failures(id, 50);
  await derive();
  expect(await told()).toEqual([{ kind: "given_up", by: null, deliveries: 3 }]);
  // Half an hour later.
  await database().query("update notice set at = at - interval '31 min'");
  await derive();
  await derive();
  expect((await told()).map(({ deliveries }) => deliveries)).toEqual([3, 47]);
});

describe("of a client certificate people are told", () => {
  const one = { certificate: certificateFile("client-ec.crt"), key: certificateFile("client-ec.key") };
  const two = { certificate: certificateFile("client-rsa.crt"), key: certificateFile("client-rsa.key") };
  const url = "https://127.0.0.1:9/with-a-certificate";
  let endpointID: string;
  beforeEach(async () => {
    const { rows } = await database().query("select id from endpoint where url = $1", [url]);
    const id = rows[0]?.id ?? (await addEndpoint(url));
    endpointID = `ep_${id}`;
    await database().query(
      "insert into subscription (event_type, endpoint_id, position) values ('created', $1, 99) on conflict do nothing",
      [id],
    );
    await database().query("update event_switch set enabled = true where event_type = 'created'");
    await changeClientCertificate(operator, endpointID, one);
  });
  afterEach(async () => {
    await database().query("update event_switch set enabled = false");
    await database().query("update endpoint set client_certificate_facts = null, client_certificate = null");
    await database().query("update installation set release_before_until = null");
  });

  const ends = (days: number) =>
    database().query(
      `update endpoint set client_certificate_facts = client_certificate_facts || jsonb_build_object('validTo', $2::text)
       where url = $1`,
      [url, new Date(Date.now() + days * 86_400_000).toISOString()],
    );
  const kinds = async () => {
    await derive();
    await derive();
    return (await told()).map(({ kind, by }) => [kind, by]);
  };

  test("that it expires soon, that it expired, and who set another one; each once", async () => {
    const all: [string, string | null][] = [];
    await ends(15);
    expect(await kinds()).toEqual(all);
    await ends(13.9);
    all.push(["certificate_expires_soon", null]);
    expect(await kinds()).toEqual(all);
    await ends(-0.1);
    all.push(["certificate_expired", null]);
    expect(await kinds()).toEqual(all);
    const [newest] = (await listNotices(operator)).items;
    expect(newest).toMatchObject({
      endpointID,
      url,
      reason: expect.stringMatching(/^Its client certificate expired on/),
    });
    const ada = await actorOf("developer");
    await changeClientCertificate(ada, endpointID, two);
    all.push(["certificate_changed", ada.name]);
    expect(await kinds()).toEqual(all);
    await changeClientCertificate(ada, endpointID, null);
    expect(await kinds()).toEqual(all);
  });

  test("nothing while no new event goes to its URL, or a release before has no words for it", async () => {
    await ends(3);
    await database().query("update event_switch set enabled = false where event_type = 'created'");
    expect(await kinds()).toEqual([]);
    await database().query("update event_switch set enabled = true where event_type = 'created'");
    await database().query("update installation set release_before_until = now() + interval '1 min'");
    expect(await kinds()).toEqual([]);
    await database().query("update installation set release_before_until = now()");
    expect(await kinds()).toEqual([["certificate_expires_soon", null]]);
  });

  test("and that the URL works again is told all the same", async () => {
    const [, id] = endpointID.split("_");
    const becomes = (state: string, failures: number) =>
      database().query("update endpoint set state = $2, failures = $3 where id = $1", [id, state, failures]);
    await becomes("probing", 20);
    expect(await kinds()).toEqual([["probed", null]]);
    await ends(3);
    expect(await kinds()).toHaveLength(2);
    await becomes("active", 0);
    expect((await kinds()).at(-1)).toEqual(["recovered", null]);
    // And what recovered is told no second time for it.
    await ends(-1);
    expect((await kinds()).at(-1)).toEqual(["certificate_expired", null]);
  });
});

test("what failed before the stats were counted anew is no news", async () => {
  const id = await addEndpoint(`${receiver.url}/old`);
  await database().query("update stats_state set recounted_at = null");
  await failures(id, 9);
  expect(await derive()).toBe(0);
  await database().query("update stats_state set recounted_at = now() + interval '31 min'");
  expect(await derive()).toBe(0);
});

test("what is unread is each user's own, and begins with their account", async () => {
  const id = await addEndpoint(`${receiver.url}/mine`);
  await suspendEndpoint(operator, `ep_${id}`);
  await derive();
  const early = await actorOf("developer");
  expect(await readBell(early)).toMatchObject({ unread: 0, items: [{ kind: "suspended" }] });
  await resumeEndpoint(operator, `ep_${id}`);
  await suspendEndpoint(operator, `ep_${id}`);
  await derive();
  const [newest] = (await readBell(early)).items;
  expect(await readBell(early)).toMatchObject({ unread: 2 });
  const other = await actorOf("administrator");
  await database().query("update user_account set created_at = now() - interval '1 h'");
  await markRead(early, { noticeID: newest?.noticeID ?? "" });
  expect((await readBell(early)).unread).toBe(0);
  expect((await readBell(other)).unread).toBe(3);
  // An older page that is still open takes nothing back.
  await markRead(early, { noticeID: "ntc_1" });
  expect((await readBell(early)).unread).toBe(0);
  await expect(markRead(early, { noticeID: "ep_1" })).rejects.toThrow(NotFoundError);
});

test("a User neither sees nor marks notices", async () => {
  const user = await actorOf("user");
  await expect(readBell(user)).rejects.toThrow(ForbiddenError);
  await expect(listNotices(user)).rejects.toThrow(ForbiddenError);
  await expect(markRead(user, { noticeID: "ntc_1" })).rejects.toThrow(ForbiddenError);
});

test("the list has pages, and old notices go", async () => {
  const id = await addEndpoint(`${receiver.url}/many`);
  await database().query(
    "insert into notice (kind, endpoint_id, at) select 'failing', $1, now() - n * interval '1 d' from generate_series(60, 1, -1) as n",
    [id],
  );
  const first = await listNotices(operator);
  const second = await listNotices(operator, { cursor: first.nextCursor ?? "" });
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([50, 10, null]);
  await pruneNotices(database(), 30);
  expect(await count("notice", "true")).toBe(29);
});

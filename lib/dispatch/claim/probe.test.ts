import { afterEach, beforeEach, expect, test } from "vitest";
import { isHeldBy } from "@/lib/attempts/state";
import { config } from "@/lib/config";
import { createPool } from "@/lib/dispatch/database";
import { createSnapshotReader } from "@/lib/dispatch/read-snapshot";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { claimProbes } from "./claim-probe";
import { theBeginning } from "./lane";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Endpoints that are probed, `n` of them, whose next probe has been due for `secondsAgo`. */
async function probed(n: number, secondsAgo = 0): Promise<number[]> {
  const { rows } = await database().query<{ id: number }>(
    `with made as (
       insert into endpoint (url, url_hash, state, failures, probe_at)
       select url, md5(url), 'probing', 20, now() - make_interval(secs => $3::int)
       from (select $1 || '/' || n || '/' || $3::int as url from generate_series(1, $2::int) as n) as new
       returning id
     ), subscribed as (
       insert into subscription (event_type, endpoint_id, position) select 'created', id, 0 from made
     )
     select id from made order by id`,
    [receiver.url, n, secondsAgo],
  );
  return rows.map(({ id }) => id);
}

async function claimed(ids: number[], maxProbes: number): Promise<number[]> {
  const pool = createPool(config().databaseUrl);
  try {
    const requests = ids.map((endpointId) => ({ endpointId, after: theBeginning }));
    const held = await claimProbes(pool, 1, requests, { inOrder: false, maxProbes });
    return held.map(({ endpointId }) => endpointId);
  } finally {
    await pool.end();
  }
}

test("probed endpoints with nothing due take no slot from those with something, and the longest due is first", async () => {
  const idle = await probed(3, 600);
  const [waiting = 0] = await probed(1, 60);
  const [longest = 0] = await probed(1, 120);
  await addDeliveries([waiting, longest], 2, { hint: false });
  const all = [...idle, waiting, longest];
  expect(await claimed(all, 1)).toEqual([longest]);
  expect(await claimed(all, 2)).toEqual([waiting]);
  expect(await claimed(all, 2)).toEqual([]);
});

test("with two slots and many idle probed endpoints, one with a backlog is probed and drained", async () => {
  await probed(10, 600);
  await database().query("update endpoint set secret = null");
  const endpoint = await addEndpoint(`${receiver.url}/backlog`);
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s' where id = $1",
    [endpoint],
  );
  await addDeliveries([endpoint], 3);
  dispatcherHere({ maxInFlight: 2, maxPerEndpoint: 1 });
  await eventuallyCount("delivery", "status = 'delivered'", 3);
});

test("a probe that failed for reasons of its delivery is followed by another delivery", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await database().query(
    "update endpoint set state = 'probing', failures = 20, probe_at = now() - interval '1 s' where id = $1",
    [endpoint],
  );
  const [poisoned = "", well = ""] = await addDeliveries([endpoint], 2, { hint: false });
  // It has failed three times, is due again, and has been due for longer than the one that came later.
  await database().query(
    "update delivery set attempts = 3, next_at = now() - interval '1 h' where event_id = $1",
    [poisoned],
  );
  const webhookId = ({ headers }: { headers: [string, string][] }) =>
    headers.find(([name]) => name === "webhook-id")?.[1];
  receiver.answer((received) => ({ status: webhookId(received) === poisoned ? 500 : 200 }));
  dispatcherHere({ retryScheduleMs: [600_000, 600_000, 600_000, 600_000, 600_000] });
  await eventuallyCount("delivery", `event_id = '${well}' and status = 'delivered'`, 1);
  expect(receiver.received.map(webhookId)[0]).toBe(well);
});

test("a removed URL that was probed is not read any more, unless something is pending for it", async () => {
  const [idle = 0, resent = 0, entered = 0] = await probed(3);
  await database().query("delete from subscription where endpoint_id in ($1, $2)", [idle, resent]);
  await addDeliveries([resent], 1, { hint: false });
  for (const id of [idle, resent, entered]) {
    const secret = sealSecret(newSigningSecret(), id, config().appSecret);
    await database().query("update endpoint set secret = $2 where id = $1", [id, secret]);
  }
  const read = createSnapshotReader(config().appSecret);
  const endpoints = async () => [...(await read(database(), 1)).endpoints.keys()].sort((a, b) => a - b);
  expect(await endpoints()).toEqual([resent, entered]);
  await database().query("update delivery set status = 'failed', fail_reason = 'expired', done_at = now()");
  expect(await endpoints()).toEqual([entered]);
});

test("looking for a probe among 1,000 endpoints reads a few pages each, whatever the backlog beside", async () => {
  const ids = await probed(1_000);
  const [busy = 0] = await probed(1, 60);
  await addDeliveries([busy], 30_000, { hint: false });
  await database().query("analyze delivery, endpoint");
  const pool = createPool(config().databaseUrl);
  try {
    const { rows } = await pool.query<{ "QUERY PLAN": { Plan: Record<string, number> }[] }>(
      `explain (analyze, buffers, format json) ${await probeText()}`,
    );
    const plan = rows[0]?.["QUERY PLAN"][0]?.Plan ?? {};
    expect((plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0)).toBeLessThan(10_000);
    expect(await count("delivery", isHeldBy("1", "1"))).toBe(1);
  } finally {
    await pool.end();
  }

  /** The statement with its values in place, as it stands prepared on a connection of the pool. */
  async function probeText(): Promise<string> {
    await claimProbes(pool, 2, [], { inOrder: false, maxProbes: 1 });
    const endpointIds = [...ids, busy];
    const places = endpointIds.map(() => theBeginning.dueAt);
    return `execute probe (1, '{${endpointIds.join(",")}}', 8, '{${places.join(",")}}')`;
  }
});

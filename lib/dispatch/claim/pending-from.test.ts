import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setClaimed } from "@/lib/attempts/open";
import { operator } from "@/lib/auth/actor";
import { unsavedEndpoint } from "@/lib/callback/build-request";
import { config } from "@/lib/config";
import { resendDelivery } from "@/lib/deliveries/resend";
import { createPool } from "@/lib/dispatch/database";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { publicId } from "@/lib/ids";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { createClaimer } from "./claimer";
import { createLanes } from "./lanes";
import { findPendingFrom } from "./pending-from";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Runs `use` while another session's snapshot keeps what finishes from being cleared away. */
async function withPinnedSnapshot(use: () => Promise<void>): Promise<void> {
  const other = await database().connect();
  try {
    await other.query(
      "begin isolation level repeatable read; set local idle_in_transaction_session_timeout = 0; select 1",
    );
    await use();
  } finally {
    await other.query("rollback");
    other.release();
  }
}

/** So many were due during the last hour, and are delivered. */
async function finish(endpointId: number, count: number): Promise<void> {
  const [eventId] = await addDeliveries([], 1, { hint: false });
  await database().query(
    `insert into delivery (event_id, endpoint_id, next_at)
     select $1, $2, now() - n * interval '1 hour' / $3::int - interval '1 minute' from generate_series(1, $3::int) as n`,
    [eventId, endpointId, count],
  );
  await database().query("update delivery set status = 'delivered', done_at = now() where done_at is null");
}

/** The buffers that the claim of one delivery reads: woken by a hint, or as a probe. */
async function buffersOfClaim(endpointId: number, state: "active" | "probing"): Promise<number> {
  const pool = createPool(config().databaseUrl);
  const lanes = createLanes({ maxInFlight: 64, maxPerEndpoint: 8 });
  const [probed, buffers]: [HeldDelivery[], number[]] = [[], []];
  const endpoint = {
    ...unsavedEndpoint(""),
    endpointId,
    secrets: [],
    clientCertificate: null,
    state,
    failures: 0,
    recoveredAtMs: null,
    isCancelling: false,
    rate: null,
    ownScheduleMs: null,
  };
  const claimer = createClaimer({
    pool: explaining(pool, buffers),
    state: { lanes, endpoints: new Map([[endpointId, endpoint]]), inOrder: false },
    settler: { inTrouble: () => false, unsettledCount: () => 0 },
    calls: { beginProbe: (held) => probed.push(held) },
    metrics: { claimed() {} },
    releaseQueue: { add() {} },
    wake: { now() {} },
  });
  try {
    claimer.beginFrom(await findPendingFrom(database(), [endpointId]));
    await addDeliveries([endpointId], 1, { hint: false });
    if (state === "active") {
      lanes.keepOnly([endpointId]);
      lanes.expectBacklog([endpointId]);
    } else claimer.expectProbes();
    claimer.start(1);
    await claimer.idle();
    expect([lanes.waitingCount() + probed.length, buffers.length]).toEqual([1, 1]);
    return buffers[0] ?? Number.NaN;
  } finally {
    await pool.end();
  }
}

type Query = { text: string; values: unknown[] };
type Explained = { "QUERY PLAN": [{ Plan: Record<string, number> }] };

/** This pool, where each statement first runs for the buffers it reads, and is undone. */
function explaining(pool: pg.Pool, buffers: number[]): pg.Pool {
  const query = async (asked: Query) => {
    const client = await pool.connect();
    await client.query("begin");
    const { rows } = await client.query<Explained>(
      `explain (analyze, buffers, format json) ${asked.text}`,
      asked.values,
    );
    await client.query("rollback");
    client.release();
    const plan = rows[0]?.["QUERY PLAN"][0].Plan;
    buffers.push((plan?.["Shared Hit Blocks"] ?? Number.NaN) + (plan?.["Shared Read Blocks"] ?? Number.NaN));
    return pool.query(asked);
  };
  return new Proxy(pool, { get: (of, name) => (name === "query" ? query : Reflect.get(of, name)) });
}

test.each(["active", "probing"] as const)(
  "a claim for an endpoint that is %s reads as little after 20,000 deliveries finished under a snapshot as before",
  async (state) => {
    const endpointId = await addEndpoint(`${receiver.url}/in`);
    const probe_due =
      "update endpoint set state = $1::endpoint_state, probe_at = case when $1 = 'probing' then now() end";
    await database().query(probe_due, [state]);
    await finish(endpointId, 10);
    const before = await buffersOfClaim(endpointId, state);
    await database().query(probe_due, [state]);
    await withPinnedSnapshot(async () => {
      await finish(endpointId, 20_000);
      expect(await buffersOfClaim(endpointId, state)).toBeLessThanOrEqual(before + 20);
    });
  },
);

/** An hour ago: before the place where claims begin. */
const anHourAgo = "now() - interval '1 hour'";

/** What makes a delivery due that no look has seen pending; all is finished before. */
const laterDue: [string, (endpointId: number, deliveryId: string) => Promise<unknown>][] = [
  [
    "recorded by a transaction that committed an hour later",
    async (endpointId) => {
      const [eventId] = await addDeliveries([], 1, { hint: false });
      await database().query(
        `insert into delivery (event_id, endpoint_id, next_at) values ($1, $2, ${anHourAgo})`,
        [eventId, endpointId],
      );
    },
  ],
  [
    "brought back from a cancellation",
    (_, deliveryId) =>
      database().query(
        `update delivery set status = 'pending', done_at = null, next_at = ${anHourAgo} where id = $1`,
        [deliveryId],
      ),
  ],
  ["resent by hand", (_, deliveryId) => resendDelivery(operator, publicId("dlv", deliveryId))],
  [
    "claimed by a dispatcher that died",
    (_, deliveryId) =>
      database().query(
        `with dead as (insert into dispatcher (host, pid, version) values ('gone', 1, '1.0.0') returning id)
         update delivery set status = 'pending', done_at = null, next_at = ${anHourAgo}, ${setClaimed("(select id from dead)")}
         where id = $1`,
        [deliveryId],
      ),
  ],
];

test.each(laterDue)("a delivery %s is called", async (_, makeDue) => {
  const endpointId = await addEndpoint(`${receiver.url}/in`);
  dispatcherHere();
  await addDeliveries([endpointId]);
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  await looked();
  const { rows } = await database().query<{ id: string }>("select id::text from delivery");
  await makeDue(endpointId, rows[0]?.id ?? "");
  await receiver.until((received) => received.length === 2);
  await eventuallyCount("delivery", "done_at is null", 0);
});

test("a URL that was suspended gets what waited an hour for it when it is resumed", async () => {
  const endpointId = await addEndpoint(`${receiver.url}/in`);
  dispatcherHere();
  await addDeliveries([endpointId]);
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  await database().query("update endpoint set state = 'suspended'");
  await addDeliveries([endpointId], 3, { hint: false });
  await database().query(`update delivery set next_at = ${anHourAgo} where done_at is null`);
  await looked();
  await database().query("update endpoint set state = 'active'");
  await eventuallyCount("delivery", "status = 'delivered'", 4);
});

/** Resolves when a look has begun and ended since now. */
async function looked(): Promise<void> {
  const { rows } = await database().query<{ at: string }>("select clock_timestamp()::text as at");
  await eventually(async () => {
    const { rowCount } = await database().query(
      `select from pg_stat_activity
       where application_name = 'callboard-dispatcher-look' and datname = current_database()
         and query_start > $1 and state = 'idle'`,
      [rows[0]?.at],
    );
    return rowCount === 1;
  });
}

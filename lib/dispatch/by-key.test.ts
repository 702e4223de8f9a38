import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { releaseAttempts } from "@/lib/attempts/release";
import { isClaimed } from "@/lib/attempts/state";
import { cancelStep, type OpenCancellation } from "@/lib/cancellations/cancel-step";
import { restoreStep } from "@/lib/cancellations/restore-step";
import { config } from "@/lib/config";
import { hasPending } from "@/lib/db/by-key";
import { openPool } from "@/lib/db/connect";
import { addEndpoint, database } from "@/lib/testing/delivery-rows";
import { delivered } from "@/lib/testing/dispatchers";
import { claimDue } from "./claim/claim";
import { claimProbes } from "./claim/claim-probe";
import { newLane, theBeginning } from "./claim/lane";
import { revalidate } from "./claim/revalidate";
import { createPool } from "./database";
import type { FinishedCall, HeldDelivery } from "./held-delivery";
import { takeOver } from "./membership/take-over";
import { pruneDeliveries } from "./retention/prune-deliveries";
import { settleCalls } from "./settle/settle";

/** A backlog that came after the last look at the statistics, which therefore tell that nothing is pending. */
const backlog = 6_000;
/** As many results as are written at once. */
const batch = 40;
/** A row is read through some indexes and in as many versions as an old snapshot keeps; what reads the backlog reads all of it. */
const maxRead = backlog / 2;
/** After five plans for what it is given, PostgreSQL may keep one for all. */
const times = 8;

let pool: pg.Pool;
let endpointId: number;

beforeEach(async () => {
  pool = openPool(config().databaseUrl, { max: 1, limits: { statementMs: 0 } });
  endpointId = await addEndpoint("http://127.0.0.1:9/in");
  await database().query("alter table delivery set (autovacuum_enabled = false)");
  await addRows("delivered", backlog);
  await database().query("analyze");
  await addRows("pending", backlog);
});
afterEach(async () => {
  await pool.end();
  await database().query("alter table delivery reset (autovacuum_enabled)");
});

async function addRows(status: "delivered" | "pending", count: number) {
  await database().query(
    `with made as (
       insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
       select 'evt_' || $1 || n, 'created', 'p-' || n, 'P', 'dispatched', 'test' from generate_series(1, $2::int) as n
       returning id
     )
     insert into delivery (event_id, endpoint_id, status, done_at, created_at, order_key)
     select id, $3, $1::delivery_status, case when $1 = 'delivered' then now() end, now() - interval '40 days', id from made`,
    [status, count, endpointId],
  );
}

async function claim({ inOrder = false, cancelling = false } = {}): Promise<HeldDelivery[]> {
  const request = { lane: newLane(endpointId), limit: batch, after: theBeginning };
  const { claimed } = await claimDue(pool, 1, [request], { inOrder, cancelling });
  expect(claimed).toHaveLength(batch);
  return claimed;
}

/** Rows and entries of indexes of `delivery` that have been read until now, by whatever has been told. */
async function readUntilNow(): Promise<number> {
  await pool.query("select pg_stat_force_next_flush()");
  const { rows } = await pool.query(
    `select (seq_tup_read + (select sum(idx_tup_read) from pg_stat_user_indexes where relid = delivery.relid))::int as read
     from pg_stat_user_tables as delivery where relid = 'delivery'::regclass`,
  );
  return rows[0].read;
}

/** What each of several runs reads, the last ones with a plan for all. @param prepare what each run works on; does not count */
async function reads<T>(prepare: () => Promise<T>, work: (given: T) => Promise<unknown>): Promise<number[]> {
  const counts: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const given = await prepare();
    const before = await readUntilNow();
    await work(given);
    counts.push((await readUntilNow()) - before);
  }
  return counts;
}

const finished = (held: HeldDelivery): FinishedCall => ({
  held,
  record: delivered,
  startedAtMs: performance.now(),
  finishedAtMs: performance.now(),
  failureCounts: false,
  ownScheduleMs: null,
});

type Plan = {
  "Node Type": string;
  "Relation Name"?: string;
  "Join Type"?: string;
  "Join Filter"?: string;
  Plans?: Plan[];
};
const joinsOf = (plan: Plan): Plan[] => [
  ...("Join Type" in plan ? [plan] : []),
  ...(plan.Plans ?? []).flatMap(joinsOf),
];

const cancellationOf = (ofEndpoint: number): OpenCancellation => ({
  id: 1,
  state: "running",
  endpoint_id: ofEndpoint,
  event_type: "created",
  reason: "url_removed",
  until_id: String(3 * backlog),
  after_at: null,
  after_id: "0",
  seen: 0,
});

const lost = (held: HeldDelivery): HeldDelivery => ({ ...held, dispatcherId: 99 });

const ofClaim = (options: Parameters<typeof claim>[0]) => () =>
  reads(
    async () => null,
    () => claim(options),
  );
const ofClaimed = (work: (claimed: HeldDelivery[]) => Promise<unknown>) => () => reads(() => claim(), work);

const statements: Record<string, () => Promise<number[]>> = {
  "a claim": ofClaim({}),
  "a claim where order is kept": ofClaim({ inOrder: true }),
  "a claim while a cancellation runs": ofClaim({ cancelling: true }),
  "a settling": ofClaimed((held) => settleCalls(pool, held.map(finished), [])),
  "a settling that passes by what is locked": ofClaimed((held) =>
    settleCalls(pool, held.map(finished), [], { skipsLocked: true }),
  ),
  "a settling whose fences are lost": ofClaimed((held) =>
    settleCalls(pool, held.map(lost).map(finished), []),
  ),
  "a validation": ofClaimed((held) => revalidate(pool, held)),
  "a take-over": ofClaimed((held) => takeOver(pool, 2, held)),
  "a release": ofClaimed((held) => releaseAttempts(pool, held)),
  "a step of retention": () =>
    reads(
      () => pool.query("update delivery set created_at = now() where id > $1", [batch]),
      () => pruneDeliveries(pool, "2020-01-01", undefined),
    ),
};

test.each(Object.entries(statements))("however much is pending, %s reads its own rows", async (_, run) => {
  expect(Math.max(...(await run()))).toBeLessThan(maxRead);
});

/** Scans of the plan that no condition of an index bounds, of tables that grow. */
const wholeScans = (plan: Plan): string[] => [
  ...(["delivery", "attempt", "event"].includes(plan["Relation Name"] ?? "") &&
  plan["Node Type"].endsWith("Scan") &&
  !("Index Cond" in plan) &&
  !("Recheck Cond" in plan)
    ? [`${plan["Node Type"]} ${plan["Relation Name"]}`]
    : []),
  ...(plan.Plans ?? []).flatMap(wholeScans),
];

test("what a dispatcher plans while there are no deliveries reads its own rows when there are", async () => {
  const dispatcher = createPool(config().databaseUrl);
  try {
    const held = await claim();
    await database().query("truncate delivery, attempt, event");
    await database().query("vacuum analyze delivery, attempt, event");
    const request = { lane: newLane(endpointId), limit: batch, after: theBeginning };
    for (const inOrder of [false, true]) {
      for (const cancelling of [false, true])
        await claimDue(dispatcher, 1, [request], { inOrder, cancelling });
    }
    for (const skipsLocked of [false, true])
      await settleCalls(dispatcher, held.map(finished), [], { skipsLocked });
    await revalidate(dispatcher, held);
    await releaseAttempts(dispatcher, held);
    const { rows } = await dispatcher.query(
      "select name, cardinality(parameter_types) as count from pg_prepared_statements order by name",
    );
    expect(rows.length).toBeGreaterThan(7);
    for (const { name, count } of rows) {
      const values = Array.from({ length: count }, () => "null").join();
      const plan = await dispatcher.query(`explain (format json) execute "${name}" (${values})`);
      expect({ name, scans: wholeScans(plan.rows[0]["QUERY PLAN"][0].Plan) }).toEqual({ name, scans: [] });
    }
  } finally {
    await dispatcher.end();
  }
});

/** What the plan tells of each join that compares rows of two sets one by one. */
const comparing = async (plan: Promise<pg.QueryResult>) =>
  joinsOf((await plan).rows[0]["QUERY PLAN"][0].Plan).flatMap((join) => join["Join Filter"] ?? []);

const prepared: Record<string, (dispatcher: pg.Pool, held: HeldDelivery[]) => Promise<unknown>> = {
  settle: (dispatcher, held) => settleCalls(dispatcher, held.map(finished), []),
  "settle-unlocked": (dispatcher, held) =>
    settleCalls(dispatcher, held.map(finished), [], { skipsLocked: true }),
  release: releaseAttempts,
};

test.each(Object.entries(prepared))(
  "%s finds each row by its key, not among those of all",
  async (name, work) => {
    const dispatcher = createPool(config().databaseUrl);
    try {
      await work(dispatcher, await claim());
      const { rows } = await dispatcher.query(
        "select cardinality(parameter_types) as count from pg_prepared_statements where name = $1",
        [name],
      );
      const values = Array.from({ length: rows[0].count }, () => "null").join();
      expect(
        await comparing(dispatcher.query(`explain (format json) execute "${name}" (${values})`)),
      ).toEqual([]);
    } finally {
      await dispatcher.end();
    }
  },
);

test.each([
  ["cancels", cancelStep],
  ["restores", restoreStep],
] as const)("so does a step that %s", async (_, step) => {
  const plans: Promise<string[]>[] = [];
  const explaining = {
    query(text: string, values: unknown[]) {
      const plan = pool.query(`explain (format json) ${text}`, values);
      plans.push(comparing(plan));
      return plan;
    },
  } as Pick<pg.Pool, "query">;
  await step(explaining, cancellationOf(endpointId), 500);
  expect(
    (await Promise.all(plans)).map((joins) =>
      joins.filter((join) => /\b(covered|restorable)(_\d+)?\.id = delivery/.test(join)),
    ),
  ).toEqual([[]]);
});

test("whether anything is pending for a URL is one look for each", async () => {
  const others = 40;
  for (let n = 0; n < others; n += 1) await addEndpoint(`http://127.0.0.1:9/in/${n}`);
  const counts = await reads(
    async () => null,
    async () => {
      const { rows } = await pool.query(`select id from endpoint where ${hasPending("endpoint.id")}`);
      expect(rows).toEqual([{ id: endpointId }]);
    },
  );
  expect(Math.max(...counts)).toBeLessThan(maxRead);
});

test("a probe reads no more than it chooses among", async () => {
  await database().query("update endpoint set state = 'probing', probe_at = now() - interval '1 min'");
  const counts = await reads(
    () => database().query(`update endpoint set probe_at = now() - interval '1 min'`),
    () => claimProbes(pool, 1, [{ endpointId, after: theBeginning }], { inOrder: false, maxProbes: 1 }),
  );
  expect(await database().query(`select from delivery where ${isClaimed()}`)).toHaveProperty(
    "rowCount",
    times,
  );
  expect(Math.max(...counts)).toBeLessThan(maxRead);
});

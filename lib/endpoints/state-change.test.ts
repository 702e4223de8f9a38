import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { ForbiddenError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { failuresToProbe } from "./breaker-rules";
import { reactivate } from "./reactivate";
import { readStateChanges } from "./read-state-changes";
import { resumeEndpoint } from "./resume";
import { suspendEndpoint } from "./suspend";

afterAll(() => pool().end());

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

type Change = { from: string; to: string; reason: string | null; by: string | null };

async function changesOf(endpointId: number): Promise<Change[]> {
  const { rows } = await database().query<Change>(
    `select from_state as "from", to_state as "to", reason, changed_by as "by"
     from endpoint_state_change where endpoint_id = $1 order by id`,
    [endpointId],
  );
  return rows;
}

const failures = (id: number, count: number) =>
  database().query("update endpoint set failures = $2 where id = $1", [id, count]);

test("what the circuit breaker does to an endpoint is recorded with its reason", async () => {
  const id = await addEndpoint(`${receiver.url}/failing`);
  let answers = false;
  receiver.answer(() => (answers ? {} : { status: 503 }));
  dispatcherHere({ retryScheduleMs: [600_000, 600_000], maxPerEndpoint: 1 });
  // Fewer than begin to probe: results that are written together may pass "failing" over.
  await addDeliveries([id], failuresToProbe / 2);
  await eventually(async () => (await changesOf(id)).some(({ to }) => to === "failing"));
  await addDeliveries([id], failuresToProbe);
  await eventually(async () => (await changesOf(id)).some(({ to }) => to === "probing"));
  answers = true;
  await database().query("update endpoint set probe_at = now() - interval '1 s' where id = $1", [id]);
  await eventually(async () => (await changesOf(id)).at(-1)?.to === "active");
  const changes = await changesOf(id);
  expect(changes.map(({ from, to, by }) => [from, to, by])).toEqual([
    ["active", "failing", null],
    ["failing", "probing", null],
    ["probing", "active", null],
  ]);
  expect(changes[0]?.reason).toMatch(/^\d+ calls in a row failed\.$/);
  expect(changes[1]?.reason).toMatch(/^\d+ calls in a row failed; the last: Answered 503/);
  expect(changes[2]?.reason).toBe("It answered.");
});

test("410 suspends, and that is recorded", async () => {
  const id = await addEndpoint(`${receiver.url}/gone`);
  receiver.answer(() => ({ status: 410 }));
  dispatcherHere();
  await addDeliveries([id], 1);
  await eventually(async () => (await changesOf(id)).length > 0);
  expect(await changesOf(id)).toEqual([
    { from: "active", to: "suspended", reason: "It answered 410 Gone.", by: null },
  ]);
});

test("a change that a person makes names the person", async () => {
  const id = await addEndpoint("https://a.example.com/");
  await suspendEndpoint(operator, `ep_${id}`);
  await suspendEndpoint(operator, `ep_${id}`);
  await resumeEndpoint(operator, `ep_${id}`);
  expect(await changesOf(id)).toEqual([
    {
      from: "active",
      to: "suspended",
      reason: `Suspended by hand by ${operator.name}.`,
      by: operator.name,
    },
    { from: "suspended", to: "active", reason: null, by: operator.name },
  ]);
});

test("an endpoint that answers every other time fills no table", async () => {
  const id = await addEndpoint("https://a.example.com/");
  for (let n = 0; n < 50; n += 1) {
    await failures(id, 3);
    await failures(id, 0);
  }
  expect(await changesOf(id)).toHaveLength(2);
  await failures(id, 2);
  expect(await changesOf(id)).toHaveLength(2);
});

test("the newest changes are read first, so many and no more", async () => {
  const id = await addEndpoint("https://a.example.com/");
  for (const _ of [1, 2]) {
    await suspendEndpoint(operator, `ep_${id}`);
    await resumeEndpoint(operator, `ep_${id}`);
  }
  const { changes, more } = await readStateChanges(operator, `ep_${id}`, 3);
  expect(changes.map(({ to }) => to)).toEqual(["active", "suspended", "active"]);
  expect(changes[0]).toEqual({
    from: "suspended",
    to: "active",
    reason: null,
    by: operator.name,
    at: expect.any(String),
  });
  expect(more).toBe(true);
  expect((await readStateChanges(operator, `ep_${id}`, 4)).more).toBe(false);
  await expect(readStateChanges(await actorOf("user"), `ep_${id}`, 3)).rejects.toThrow(ForbiddenError);
});

test("a URL that is entered again is active, and that names who entered it", async () => {
  const id = await addEndpoint("https://a.example.com/");
  await suspendEndpoint(operator, `ep_${id}`);
  await inTransaction((tx) => reactivate(tx, { name: "Ada" }, ["https://a.example.com/"]));
  expect((await changesOf(id)).at(-1)).toEqual({
    from: "suspended",
    to: "active",
    reason: "Entered again by Ada.",
    by: "Ada",
  });
});

test("a change that cannot be recorded happens all the same", async () => {
  const id = await addEndpoint("https://a.example.com/");
  await database().query("alter table endpoint_state_change rename to hidden");
  try {
    await failures(id, 10);
    await suspendEndpoint(operator, `ep_${id}`);
  } finally {
    await database().query("alter table hidden rename to endpoint_state_change");
  }
  const { rows } = await database().query("select state, failures from endpoint where id = $1", [id]);
  expect(rows).toEqual([{ state: "suspended", failures: 10 }]);
  expect(await changesOf(id)).toEqual([]);
});

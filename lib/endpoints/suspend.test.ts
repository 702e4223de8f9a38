import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { isClaimed } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addDeliveries, addEndpoint, count } from "@/lib/testing/delivery-rows";
import { callForReal, dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { readWebhooks } from "@/lib/webhooks/read";
import { countStates } from "./count-states";
import { resumeEndpoint } from "./resume";
import { suspendEndpoint } from "./suspend";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  await emptyAudit();
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

test("when suspending returns no call begins any more, not even one that was claimed; resuming sends the rest once", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  // Slow enough that most still wait when the suspension comes, however busy the machine is.
  let delayMs = 500;
  receiver.answer(() => ({ delayMs }));
  let begun = 0;
  const call: typeof callForReal = (held, known) => {
    if (held.endpointId === endpoint) begun += 1;
    return callForReal(held, known);
  };
  for (const _ of [1, 2]) dispatcherHere({ maxPerEndpoint: 4, call });
  await addDeliveries([endpoint], 100);
  await receiver.until((received) => received.length >= 8);
  const { waiting } = await suspendEndpoint(operator, `ep_${endpoint}`);
  const begunBefore = begun;
  delayMs = 0;
  expect(waiting).toBeGreaterThan(0);
  const [lastId] = await addDeliveries([await addEndpoint(`${receiver.url}/other`)]);
  await eventuallyCount("delivery", `event_id = '${lastId}' and status = 'delivered'`, 1);
  // A call that had begun may still arrive; what had only been claimed may not even begin.
  expect(begun).toBe(begunBefore);
  await eventuallyCount("delivery", isClaimed(), 0);
  expect(await count("delivery", `endpoint_id = ${endpoint} and status = 'pending'`)).toBeGreaterThan(0);
  await resumeEndpoint(operator, `ep_${endpoint}`);
  await eventuallyCount("delivery", `endpoint_id = ${endpoint} and status = 'delivered'`, 100);
  expect(receiver.received.filter((one) => one.path.startsWith("/in"))).toHaveLength(100);
});

test("who suspended it is kept as the reason and in the audit, and a second time changes nothing", async () => {
  const developer = await actorOf("developer");
  const id = await addEndpoint("https://a.example.com/");
  await pool().query(
    "update endpoint set state = 'probing', state_reason = '20 calls in a row failed.', failures = 20, probe_at = now() - interval '1 s'",
  );
  const { version } = await readWebhooks(operator);
  await suspendEndpoint(developer, `ep_${id}`);
  await suspendEndpoint(operator, `ep_${id}`);
  const reason = `Suspended by hand by ${developer.name}.`;
  const { rows } = await pool().query(
    "select state, state_reason, probe_at, state_changed_at is not null as since from endpoint",
  );
  expect(rows).toEqual([{ state: "suspended", state_reason: reason, probe_at: null, since: true }]);
  const audited = await pool().query("select actor_name, action, subject, before, after from audit_entry");
  expect(audited.rows).toEqual([
    {
      actor_name: developer.name,
      action: "endpoint.suspended",
      subject: `ep_${id}`,
      before: { state: "probing", reason: "20 calls in a row failed." },
      after: { state: "suspended", reason },
    },
  ]);
  const after = await readWebhooks(operator);
  expect(after.version).toBe(version);
});

test("suspended and probed URLs are counted apart, and removed ones not at all", async () => {
  await addEndpoint("https://active.example.com/");
  for (const state of ["suspended", "probing", "probing"]) {
    const id = await addEndpoint(`https://${state}.example.com/${Math.random()}`);
    await pool().query("update endpoint set state = $2::endpoint_state where id = $1", [id, state]);
  }
  expect(await countStates(operator)).toEqual({ suspended: 1, probing: 2 });
  await pool().query("delete from subscription");
  expect(await countStates(operator)).toEqual({ suspended: 0, probing: 0 });
});

test("only who may change callbacks suspends, and only what exists", async () => {
  const id = await addEndpoint("https://a.example.com/");
  const user = await actorOf("user");
  await expect(suspendEndpoint(user, `ep_${id}`)).rejects.toThrow(ForbiddenError);
  await expect(countStates(user)).rejects.toThrow(ForbiddenError);
  for (const wrong of ["ep_999999", "ep_99999999999", "dlv_1", ""]) {
    await expect(suspendEndpoint(operator, wrong)).rejects.toThrow(NotFoundError);
  }
});

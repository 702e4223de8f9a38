import { afterEach, beforeEach, expect, test } from "vitest";
import { isOpen, isUnclaimed, isUnderWay } from "@/lib/attempts/state";
import { operator } from "@/lib/auth/actor";
import { readDelivery } from "@/lib/deliveries/read";
import { resendDelivery } from "@/lib/deliveries/resend";
import { publicId } from "@/lib/ids";
import { holderOf } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { callForReal, callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});

test("a due delivery is sent once and recorded with request, response and times", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in?key=a%20b`);
  dispatcherHere();
  const [eventId] = await addDeliveries([endpoint]);
  const [request] = await receiver.until((received) => received.length === 1);
  expect(request?.path).toBe(
    "/in?key=a%20b&instanceID=training-request-1&processName=Training%20Request&eventType=created",
  );
  expect(request?.headers).toContainEqual(["webhook-id", eventId]);
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  const { rows } = await database().query(
    `select attempt.*, delivery.attempts, delivery.last_status_code, ${holderOf()} as holder from attempt join delivery on delivery.id = delivery_id`,
  );
  expect(rows).toEqual([
    expect.objectContaining({
      number: 1,
      attempts: 1,
      trigger: "automatic",
      outcome: "delivered",
      status_code: 200,
      last_status_code: 200,
      holder: null,
      request: null,
      webhook_signature: expect.stringMatching(/^v1,/),
      response_body: "ok",
      total_ms: expect.any(Number),
      finished_at: expect.any(Date),
    }),
  ]);
  expect(rows[0].finished_at.getTime()).toBeGreaterThanOrEqual(rows[0].started_at.getTime());
  const shown = await readDelivery(operator, publicId("dlv", rows[0].delivery_id));
  expect(shown.attempts.map((attempt) => attempt.request)).toEqual([
    request?.raw.trimEnd().replaceAll("\r\n", "\n"),
  ]);
});

test("before its call arrives an attempt is on record as under way", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => "hang");
  const stop = dispatcherHere({ maxInFlight: 4 });
  await addDeliveries([endpoint]);
  await receiver.until((received) => received.length === 1);
  expect(
    await count(
      `delivery join dispatcher on dispatcher.id = ${holderOf()}`,
      `attempts = 1 and ${isUnderWay()}`,
    ),
  ).toBe(1);
  await receiver.close();
  await stop.stop();
  receiver = await startReceiver();
});

test("one endpoint that hangs does not hold up the others", async () => {
  const hanging = await addEndpoint(`${receiver.url}/hang`);
  const healthy = [await addEndpoint(`${receiver.url}/a`), await addEndpoint(`${receiver.url}/b`)];
  const hung = callsByHand();
  dispatcherHere({
    maxInFlight: 16,
    maxPerEndpoint: 4,
    call: (held, endpoint) => (held.endpointId === hanging ? hung.call(held) : callForReal(held, endpoint)),
  });
  await addDeliveries([hanging, ...healthy], 300);
  await eventuallyCount("delivery", "status = 'delivered'", 600);
  expect(hung.begun).toHaveLength(4);
  await database().query("update delivery set next_at = next_at + interval '1 h' where done_at is null");
  for (const one of hung.begun) one.end();
});

test("a failing delivery is retried by the schedule, then failed", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => ({ status: 500 }));
  dispatcherHere({ retryScheduleMs: [200, 400] });
  const [eventId] = await addDeliveries([endpoint]);
  await eventuallyCount("delivery", "status = 'failed' and done_at is not null and attempts = 3", 1);
  const [first, second, third] = receiver.received.map((request) => request.at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(160);
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(320);
  expect(await count("attempt", "outcome = 'http_error' and status_code = 500")).toBe(3);
  for (const { headers } of receiver.received) expect(headers).toContainEqual(["webhook-id", eventId]);
});

test("Retry-After is honoured when it is longer than the schedule's wait", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => ({ status: 503, headers: { "retry-after": "7" } }));
  dispatcherHere({ retryScheduleMs: [50] });
  await addDeliveries([endpoint]);
  await eventuallyCount("delivery", `${isUnclaimed()} and last_status_code = 503`, 1);
  expect(await count("delivery", "next_at > now() + interval '6 s'")).toBe(1);
});

test("410 suspends the endpoint at once and its deliveries stay pending", async () => {
  const gone = await addEndpoint(`${receiver.url}/gone`);
  const other = await addEndpoint(`${receiver.url}/other`);
  receiver.answer((request) => (request.path.startsWith("/gone") ? { status: 410 } : {}));
  const dispatcher = dispatcherHere({ maxPerEndpoint: 1 });
  await addDeliveries([gone, other], 20);
  await eventuallyCount("delivery", `status = 'delivered' and endpoint_id = ${other}`, 20);
  await eventuallyCount("endpoint", "state = 'suspended' and state_reason is not null", 1);
  await eventuallyCount("delivery", `status = 'pending' and ${isUnclaimed()} and endpoint_id = ${gone}`, 20);
  expect(receiver.received.filter((request) => request.path.startsWith("/gone"))).toHaveLength(1);
  await dispatcher.stop();
  expect(await count("attempt", isOpen())).toBe(0);
});

test("a poisoned row fails visibly and the queue moves on", async () => {
  const corrupt = await addEndpoint("http://[broken");
  const healthy = await addEndpoint(`${receiver.url}/in`);
  dispatcherHere({ retryScheduleMs: [] });
  await addDeliveries([corrupt, healthy], 1, { processName: "x".repeat(1_000_000) });
  await addDeliveries([healthy]);
  await eventuallyCount("delivery", "status in ('delivered', 'failed')", 3);
  const { rows } = await database().query(
    "select endpoint_id, outcome, cause from attempt join delivery on delivery.id = delivery_id where endpoint_id <> $1",
    [healthy],
  );
  expect(rows).toEqual([{ endpoint_id: corrupt, outcome: "protocol_error", cause: expect.any(String) }]);
});

test("an answer PostgreSQL cannot keep as text does not hold up its batch", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer(() => ({ body: "a\u0000b" }));
  dispatcherHere();
  await addDeliveries([endpoint], 3);
  await eventuallyCount("delivery", "status = 'delivered'", 3);
});

test("a delivery whose hint was lost is sent by the sweep", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const dispatcher = dispatcherHere();
  await eventually(async () => dispatcher.identity() !== null);
  await addDeliveries([endpoint], 1, { hint: false });
  await receiver.until((received) => received.length === 1);
});

test("a suspended endpoint gets nothing, and its backlog when it is active again", async () => {
  const suspended = await addEndpoint(`${receiver.url}/suspended`);
  const active = await addEndpoint(`${receiver.url}/active`);
  await database().query("update endpoint set state = 'suspended' where id = $1", [suspended]);
  dispatcherHere();
  await addDeliveries([suspended], 5);
  await addDeliveries([active], 5);
  await eventuallyCount("delivery", "status = 'delivered'", 5);
  expect(receiver.received.filter((request) => request.path.startsWith("/suspended"))).toHaveLength(0);
  await database().query("update endpoint set state = 'active' where id = $1", [suspended]);
  await eventuallyCount("delivery", "status = 'delivered'", 10);
});

test("one that has been called as often as it can be holds up no other, and is not resent", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  await addDeliveries([endpoint], 3, { hint: false });
  await database().query("update delivery set attempts = 32767 where id = (select min(id) from delivery)");
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered'", 2);
  expect(await count("delivery", "status = 'pending' and attempts = 32767")).toBe(1);
  const { rows } = await database().query<{ id: string }>("select id from delivery where attempts = 32767");
  await expect(resendDelivery(operator, `dlv_${rows[0]?.id}`)).rejects.toThrow(
    /has been called 32,767 times, which is as often as one can be/,
  );
});

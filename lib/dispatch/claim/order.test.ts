import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { dueChannel } from "@/lib/db/locks";
import { newEventId } from "@/lib/ids";
import { addEndpoint, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Received, type Receiver, repeatsIn, startReceiver } from "@/lib/testing/receiver";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  await database().query("update webhook_settings set ordered = true");
});
afterEach(() => receiver.close());

const types = ["created", "updated", "deleted"] as const;

/** created → updated → deleted of each instance, in this order, to this endpoint, with the key that keeps it. */
async function addStories(endpointId: number, instanceIds: string[]): Promise<void> {
  for (const type of types) {
    const eventIds = instanceIds.map(() => newEventId());
    await database().query(
      `with made as (
         insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
         select id, $3::event_type, instance_id, 'Training Request', 'dispatched', 'test'
         from unnest($1::text[], $2::text[]) as new (id, instance_id)
         returning id, instance_id
       )
       insert into delivery (event_id, endpoint_id, order_key)
       select id, $4, instance_id from made order by id`,
      [eventIds, instanceIds, type, endpointId],
    );
  }
}

const storyOf = (instanceId: string, received: Received[], status = 200) =>
  received
    .filter((one) => one.path.includes(`instanceID=${instanceId}&`) && statusOf.get(one) === status)
    .map((one) => /eventType=(\w+)/.exec(one.path)?.[1]);
const statusOf = new WeakMap<Received, number>();

test("events of one instance arrive in order even when the first fails, and hold up no other instance", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const failed = new Set<string>();
  receiver.answer((request) => {
    const isFirstTry = request.path.includes("instanceID=slow-") && !failed.has(request.path);
    if (isFirstTry) failed.add(request.path);
    statusOf.set(request, isFirstTry ? 500 : 200);
    return { status: isFirstTry ? 500 : 200, delayMs: Math.random() * 5 };
  });
  for (const _ of [1, 2]) dispatcherHere({ retryScheduleMs: [1_500, 1_500], maxPerEndpoint: 4 });
  const instanceIds = Array.from({ length: 40 }, (_, n) => `${n % 10 === 0 ? "slow" : "fast"}-${n}`);
  await addStories(endpoint, instanceIds);
  await eventuallyCount("delivery", "status = 'delivered'", 120);
  for (const id of instanceIds) expect([id, storyOf(id, receiver.received)]).toEqual([id, [...types]]);
  const ended = (prefix: string, type: string) =>
    receiver.received.findLast((one) => one.path.includes(`instanceID=${prefix}-`) && one.path.endsWith(type))
      ?.at ?? 0;
  expect(ended("fast", "deleted")).toBeLessThan(ended("slow", "created"));
  expect(repeatsIn(receiver.received.filter((one) => statusOf.get(one) === 200))).toBe(0);
});

test("what finally failed or was cancelled makes way for the next", async () => {
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  receiver.answer((request) => {
    const status = request.path.endsWith("created") ? 500 : 200;
    statusOf.set(request, status);
    return { status };
  });
  dispatcherHere({ retryScheduleMs: [300] });
  await addStories(endpoint, ["a-1"]);
  await eventuallyCount("delivery", "status = 'delivered'", 2);
  expect(storyOf("a-1", receiver.received, 500)).toEqual(["created", "created"]);
  expect(storyOf("a-1", receiver.received)).toEqual(["updated", "deleted"]);
});

test("a chain of one instance goes out one after the other without waiting for the sweep", async () => {
  // Each sweep is asked for by an interval: there is none.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const endpoint = await addEndpoint(`${receiver.url}/in`);
  const dispatcher = dispatcherHere();
  await eventually(async () => dispatcher.identity() !== null);
  await addStories(
    endpoint,
    Array.from({ length: 20 }, () => "one-1"),
  );
  await database().query("select pg_notify($1, '')", [dueChannel]);
  await eventuallyCount("delivery", "status = 'delivered'", 60);
});

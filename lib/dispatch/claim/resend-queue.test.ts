import { expect, test } from "vitest";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { createResendQueue } from "./resend-queue";

let made = 0;
const held = (endpointId: number, validatedAtMs = 1_000): HeldDelivery => {
  made += 1;
  return { deliveryId: String(made), endpointId, validatedAtMs } as HeldDelivery;
};

/** Live deliveries of which none wait, and every endpoint has a slot. */
const alone = { mayCall: () => true, areReady: false, waitFor: () => false };

/** A queue for these endpoints that holds what was claimed for them. */
function queueOf(endpointIds: number[], claimed: HeldDelivery[] = []) {
  const queue = createResendQueue({ maxInFlight: 16, maxPerEndpoint: 4 });
  queue.keepOnly(new Set(endpointIds));
  queue.enqueueClaimed([], claimed);
  return queue;
}

/** All whose call may begin now, one after the other. */
function begun(queue: ReturnType<typeof queueOf>, live: Parameters<typeof queue.begin>[0] = alone) {
  const all: HeldDelivery[] = [];
  for (let next = queue.begin(live, 0); next; next = queue.begin(live, 0)) all.push(next);
  return all;
}

test("what was validated too long ago waits, and keeps no other endpoint's waiting", () => {
  const [stale, fresh] = [held(1, 500), held(2, 501)];
  const queue = queueOf([1, 2], [stale, fresh]);
  expect(queue.begin(alone, 500)).toBe(fresh);
  expect(queue.begin(alone, 500)).toBeNull();
  expect(queue.begin(alone, 499)).toBe(stale);
});

test("endpoints take turns, and one without a slot is passed over", () => {
  const queue = queueOf([1, 2], [held(1), held(1), held(2), held(2)]);
  expect(begun(queue).map(({ endpointId }) => endpointId)).toEqual([1, 2, 1, 2]);
  const other = queueOf([1, 2], [held(1), held(2)]);
  expect(other.begin({ ...alone, mayCall: (id) => id === 2 }, 0)?.endpointId).toBe(2);
});

test("alone an endpoint gets all its slots but one; beside its live deliveries a quarter; beside any, a quarter of all", () => {
  const many = () => Array.from({ length: 12 }, (_, n) => held(1 + (n % 2)));
  expect(begun(queueOf([1, 2], many()))).toHaveLength(6);
  expect(begun(queueOf([1, 2], many()), { ...alone, waitFor: (id) => id === 1 })).toHaveLength(4);
  const five = [1, 2, 3, 4, 5];
  const each = () => five.flatMap((id) => [held(id), held(id), held(id)]);
  expect(begun(queueOf(five, each()), { ...alone, areReady: true })).toHaveLength(4);
  expect(begun(queueOf(five, each()))).toHaveLength(14);
});

test("a call that has ended frees its slot, once, and of one it does not know it knows nothing", () => {
  const queue = queueOf([1], [held(1), held(1), held(1), held(1), held(1)]);
  const [first] = begun(queue);
  expect(queue.begin(alone, 0)).toBeNull();
  queue.end(held(1));
  expect(queue.begin(alone, 0)).toBeNull();
  if (first) queue.end(first);
  if (first) queue.end(first);
  expect(begun(queue)).toHaveLength(1);
});

test("one begins after eight live ones at the latest", () => {
  const queue = queueOf([1], [held(1)]);
  for (let n = 0; n < 7; n += 1) queue.countLive();
  expect(queue.isNext()).toBe(false);
  queue.countLive();
  expect(queue.isNext()).toBe(true);
  queue.begin(alone, 0);
  expect(queue.isNext()).toBe(false);
});

test("it is asked for while an endpoint may have more and half of its places are free", () => {
  const queue = queueOf([1, 2]);
  expect(queue.requests()).toEqual([]);
  queue.expectBacklog();
  const both = [
    { endpointId: 1, maxRows: 16 },
    { endpointId: 2, maxRows: 16 },
  ];
  expect(queue.requests()).toEqual(both);
  // The first had as many as it was asked for, the second fewer.
  const nine = Array.from({ length: 9 }, () => held(1));
  queue.enqueueClaimed(
    [
      { endpointId: 1, maxRows: 9 },
      { endpointId: 2, maxRows: 16 },
    ],
    nine,
  );
  expect(queue.requests()).toEqual([]);
  expect(queue.begin(alone, 0)).toBe(nine[0]);
  expect(queue.requests()).toEqual([{ endpointId: 1, maxRows: 8 }]);
});

test("what a claim ended counts for what was asked for", () => {
  const queue = queueOf([1]);
  queue.expectBacklog();
  queue.enqueueClaimed([{ endpointId: 1, maxRows: 2 }], [held(1)], [held(1)]);
  expect(queue.requests()).toEqual([{ endpointId: 1, maxRows: 15 }]);
});

test("one whose last waiting resend has ended may have more", () => {
  const queue = queueOf([1], [held(1)]);
  const [last] = begun(queue);
  expect(queue.requests()).toEqual([]);
  if (last) queue.end(last);
  expect(queue.requests()).toEqual([{ endpointId: 1, maxRows: 16 }]);
});

test("what waits for an endpoint that is no more comes out, and what is claimed for it goes back", () => {
  const [one, two, three] = [held(1), held(2), held(2)];
  const queue = queueOf([1, 2], [one, two, three]);
  expect(queue.keepOnly(new Set([1]))).toEqual([two, three]);
  expect(queue.waiting()).toEqual([one]);
  const late = held(2);
  expect(queue.enqueueClaimed([], [late])).toEqual([late]);
  expect(begun(queue)).toEqual([one]);
});

test("those that are to be released come out, the others keep their place", () => {
  const [one, two, three] = [held(1), held(1), held(2)];
  const queue = queueOf([1, 2], [one, two, three]);
  expect(queue.removeWhere((delivery) => delivery !== two)).toEqual([one, three]);
  expect(queue.waiting()).toEqual([two]);
  expect(begun(queue)).toEqual([two]);
  expect(queue.begin(alone, 0)).toBeNull();
});

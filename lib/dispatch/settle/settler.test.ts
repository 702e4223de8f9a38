import { expect, test } from "vitest";
import { isClaimed } from "@/lib/attempts/state";
import { lapseLeases } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { delivered, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventuallyCount } from "@/lib/testing/eventually";

const failed = { ...delivered, outcome: "http_error", statusCode: 500, cause: "Answered 500." } as const;

test("a failure whose text the database refuses counts once for the breaker", async () => {
  await addDeliveries([await addEndpoint("http://127.0.0.1:9/in")]);
  dispatcherHere({ call: async () => ({ ...failed, responseBody: "\0" }), retryScheduleMs: [600_000] });
  await eventuallyCount("attempt", "outcome = 'http_error' and cause like '%could not be recorded%'", 1);
  expect(await count("endpoint", "failures = 1")).toBe(1);
});

test.each([
  ["the database", 70_000],
  ["its type", 70_000_000_000],
])("a result with a number that %s refuses is recorded without it", async (_who, statusCode) => {
  await addDeliveries([await addEndpoint("http://127.0.0.1:9/in")]);
  dispatcherHere({ call: async () => ({ ...delivered, statusCode, totalMs: 7 }) });
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  expect(await count("attempt", "outcome = 'delivered' and total_ms = 0 and status_code is null")).toBe(1);
});

test("a result refused in every form is given up: a stop does not wait for it, and its lease lapses", async () => {
  await addDeliveries([await addEndpoint("http://127.0.0.1:9/in")]);
  await database().query("alter table attempt add constraint refused check (dispatcher_id is null)");
  try {
    const calls: string[] = [];
    const dispatcher = dispatcherHere({
      async call(held) {
        calls.push(held.deliveryId);
        return delivered;
      },
    });
    await eventuallyCount("delivery", isClaimed(), 1);
    await dispatcher.stop();
    expect(calls).toHaveLength(1);
    expect(await count("delivery", `status = 'pending' and ${isClaimed()}`)).toBe(1);
  } finally {
    await database().query("alter table attempt drop constraint refused");
  }
  await lapseLeases(database());
  dispatcherHere({ call: async () => delivered });
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 2", 1);
  expect(await count("attempt", "number = 1 and outcome = 'interrupted'")).toBe(1);
});

import { expect, test } from "vitest";
import { failuresToProbe } from "@/lib/endpoints/breaker-rules";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, settingsReached } from "@/lib/testing/eventually";

const failed = { outcome: "http_error", statusCode: 500, cause: "Answered 500." } as const;

/** The settings have been read again by every dispatcher when this resolves. */
async function settingsReadAgain(): Promise<void> {
  const { rows } = await database().query<{ version: number }>(
    "update webhook_settings set version = version + 1 returning version",
  );
  await settingsReached(rows[0]?.version ?? 0);
}

test("calls that last longer than the settings do stop an endpoint by this process's own count", async () => {
  const endpoint = await addEndpoint("http://127.0.0.1:9/in");
  const { begun, call } = callsByHand();
  dispatcherHere({ call, maxPerEndpoint: 8, retryScheduleMs: [600_000] });
  await addDeliveries([endpoint], 100);
  await eventually(async () => begun.length === 8);
  // What is on record stays behind: somebody holds the endpoint's row.
  const row = await database().connect();
  try {
    await row.query("begin; select from endpoint for update");
    for (let ended = 0; ended < 24; ended += 8) {
      await eventually(async () => begun.length === ended + 8);
      await settingsReadAgain();
      for (const one of begun.slice(ended)) one.end(failed);
    }
    const another = await addEndpoint("http://127.0.0.1:9/other");
    await settingsReadAgain();
    await addDeliveries([another]);
    await eventually(async () => begun.some(({ held }) => held.endpointId === another));
    // None after the third eight, which took it over the limit.
    expect(begun.filter(({ held }) => held.endpointId === endpoint)).toHaveLength(24);
    expect(await count("endpoint", "failures > 0")).toBe(0);
  } finally {
    row.release(true);
    for (const one of begun) one.end(failed);
  }
});

test("a late failure never leaves out an endpoint that has recovered meanwhile", async () => {
  const endpoint = await addEndpoint("http://127.0.0.1:9/in");
  await database().query("update endpoint set failures = $1, failing_since = now()", [failuresToProbe - 1]);
  const { begun, call } = callsByHand();
  dispatcherHere({ call, retryScheduleMs: [600_000] });
  await addDeliveries([endpoint]);
  await eventually(async () => begun.length === 1);
  await database().query("update endpoint set failures = 0, failing_since = null, recovered_at = now()");
  await settingsReadAgain();
  const table = await database().connect();
  try {
    // The settings cannot be read again before the next delivery has had its chance.
    await table.query("begin; lock table webhook_settings in access exclusive mode");
    begun[0]?.end(failed);
    await eventually(async () => (await count("attempt", "outcome = 'http_error'")) === 1);
    await addDeliveries([endpoint]);
    await eventually(async () => begun.length === 2);
  } finally {
    table.release(true);
    for (const one of begun) one.end();
  }
  expect(await count("endpoint", "failures = 0")).toBe(1);
});

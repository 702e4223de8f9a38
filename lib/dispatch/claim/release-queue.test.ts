import type pg from "pg";
import { expect, test } from "vitest";
import { isHeldBy, isUnclaimed } from "@/lib/attempts/state";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { takeOver } from "@/lib/dispatch/membership/take-over";
import { openAttempts } from "@/lib/testing/attempts";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { eventually } from "@/lib/testing/eventually";
import { createReleaseQueue } from "./release-queue";

/** Three deliveries claimed by dispatcher 1, whose calls have not begun. */
async function claimed(): Promise<HeldDelivery[]> {
  await addDeliveries([await addEndpoint("http://127.0.0.1:9/in")], 3, { hint: false });
  const opened = await openAttempts(database(), 1);
  return opened.map((one) => ({ ...one, dispatcherId: 1, validatedAtMs: 0 }) as HeldDelivery);
}

/** Runs `meanwhile` while the release waits in the database: for a table that it reads. */
async function whileGivingBack(
  releaseQueue: ReturnType<typeof createReleaseQueue>,
  meanwhile: (table: pg.PoolClient) => Promise<void>,
): Promise<void> {
  const table = await database().connect();
  try {
    await table.query("begin; lock table attempt in access exclusive mode");
    const given = releaseQueue.release();
    await eventually(
      async () =>
        (await count(
          "pg_locks",
          "not granted and relation = 'attempt'::regclass and locktype = 'relation'",
        )) === 1 && true,
    );
    await meanwhile(table);
    await table.query("commit");
    await given;
  } finally {
    // Ends the transaction as well, whatever has become of it.
    table.release(true);
  }
}

test("what is being released stays in the list until it is, so that a stop at that moment waits for it", async () => {
  const releaseQueue = createReleaseQueue(database());
  releaseQueue.add(await claimed());
  const row = await database().connect();
  await row.query("begin; select from delivery where id = (select max(id) from delivery) for update");
  await whileGivingBack(releaseQueue, async () => expect(releaseQueue.all()).toHaveLength(3));
  expect(releaseQueue.all()).toHaveLength(1);
  await row.query("commit");
  row.release();
  await releaseQueue.release();
  expect(releaseQueue.all()).toHaveLength(0);
  expect(await count("delivery", `attempts = 0 and ${isUnclaimed()}`)).toBe(3);
});

test("what a new identity takes over while it is being released is released under that one", async () => {
  const releaseQueue = createReleaseQueue(database());
  releaseQueue.add(await claimed());
  await whileGivingBack(releaseQueue, async (table) => {
    expect(await takeOver(table, 2, [...releaseQueue.all()])).toEqual(new Set());
  });
  expect(await count("delivery", isHeldBy("2", "1"))).toBe(3);
  await releaseQueue.release();
  expect(await count("delivery", `attempts = 0 and ${isUnclaimed()}`)).toBe(3);
});

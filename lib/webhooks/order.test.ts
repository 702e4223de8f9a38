import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { ForbiddenError } from "@/lib/errors";
import { recordEvents } from "@/lib/events/record";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { readOrder, saveOrder } from "./order";
import { readWebhooks } from "./read";
import { replaceWebhooks } from "./save";

beforeEach(async () => {
  await pool().query("truncate attempt, delivery, event, subscription, endpoint cascade");
  await emptyAudit();
  await pool().query("update webhook_settings set ordered = false");
});
afterAll(() => pool().end());

async function enterUrl() {
  const { version } = await readWebhooks(operator);
  const created = { enabled: true, urls: "http://127.0.0.1:8081/a" };
  await replaceWebhooks(operator, { version, ...noCallbacks, created });
}

const record = (instanceId: string) =>
  inTransaction((tx) => recordEvents(tx, operator, [{ eventType: "created", instanceId, processName: "A" }]));
/** What dispatchers acknowledge. */
const settingsVersion = async () =>
  (await pool().query<{ version: number }>("select version from webhook_settings")).rows[0]?.version ?? 0;
const keys = async () =>
  (await pool().query("select order_key from delivery order by id")).rows.map((row) => row.order_key);

test("it counts for the events after it, is audited, and the dispatchers learn of it", async () => {
  await enterUrl();
  await record("a-1");
  const developer = await actorOf("developer");
  const { version, ordered } = await readOrder(operator);
  expect(ordered).toBe(false);
  const counted = await settingsVersion();
  const outcome = await saveOrder(developer, { version, ordered: true });
  expect(outcome).toMatchObject({ kind: "saved", order: { ordered: true, updatedBy: developer.name } });
  expect(await settingsVersion()).toBe(counted + 1);
  await record("a-1");
  await saveOrder(operator, { version: (await readOrder(operator)).version, ordered: false });
  await record("a-1");
  expect(await keys()).toEqual([null, "a-1", null]);
  const { rows } = await pool().query(
    "select actor_name, before, after from audit_entry where action = 'webhooks.order_saved' order by id",
  );
  expect(rows).toEqual([
    { actor_name: developer.name, before: { ordered: false }, after: { ordered: true } },
    { actor_name: operator.name, before: { ordered: true }, after: { ordered: false } },
  ]);
});

test("saving what holds already writes nothing", async () => {
  const before = await readOrder(operator);
  const outcome = await saveOrder(operator, { version: before.version, ordered: false });
  expect(outcome).toEqual({ kind: "saved", order: before });
  expect((await pool().query("select from audit_entry")).rowCount).toBe(0);
});

test("of two changes from the same version one wins; the other is told who and when, and what holds", async () => {
  const [first, second] = [await actorOf("administrator"), await actorOf("developer")];
  const { version } = await readOrder(operator);
  await saveOrder(first, { version, ordered: true });
  const outcome = await saveOrder(second, { version, ordered: false });
  expect(outcome).toMatchObject({
    kind: "conflict",
    message: expect.stringMatching(
      new RegExp(`^${first.name} saved these settings at \\d\\d:\\d\\d UTC on .* Your change was not saved`),
    ),
    current: { ordered: true },
  });
  expect((await readOrder(operator)).ordered).toBe(true);
});

test("who is named is who changed the order, not who saved the URLs since", async () => {
  const ada = await actorOf("administrator");
  const { version } = await readOrder(operator);
  await saveOrder(ada, { version, ordered: true });
  await enterUrl();
  const outcome = await saveOrder(operator, { version, ordered: false });
  expect(outcome).toMatchObject({ kind: "conflict", message: expect.stringContaining(`${ada.name} saved`) });
});

test("a User may neither see nor change it", async () => {
  const user = await actorOf("user");
  await expect(readOrder(user)).rejects.toThrow(ForbiddenError);
  await expect(saveOrder(user, { version: null, ordered: true })).rejects.toThrow(ForbiddenError);
});

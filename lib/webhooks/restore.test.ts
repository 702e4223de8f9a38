import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { cancellationStep } from "@/lib/cancellations/step";
import { type WaitingFor, waitingTexts } from "@/lib/cancellations/view";
import { inOwnTransaction, pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { byEventType } from "@/lib/events/event-types";
import { actorOf } from "@/lib/testing/actors";
import { openAttempts } from "@/lib/testing/attempts";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { readOrder, saveOrder } from "./order";
import { previewSave } from "./preview-save";
import { readWebhooks } from "./read";
import { previewRestore, restoreSettings } from "./restore";
import { replaceWebhooks } from "./save";
import { undoSave } from "./undo-save";

const [a, b] = ["http://127.0.0.1:8081/a?key=1", "http://127.0.0.1:8081/b"];

async function save(urls: string[], actor = operator) {
  const { version } = await readWebhooks(operator);
  const created = { enabled: urls.length > 0, urls: urls.join("\n") };
  await replaceWebhooks(actor, { version, ...byEventType(() => ({ enabled: false, urls: "" })), created });
}
const urls = async () => (await readWebhooks(operator)).created.urls;
const entries = async () =>
  (await pool().query("select action, actor_name, restored_from::int from audit_entry order by id")).rows;

afterAll(() => pool().end());
beforeEach(async () => {
  await pool().query("truncate attempt, delivery, event, subscription, endpoint restart identity cascade");
  await pool().query("update event_switch set enabled = false");
  await emptyAudit();
});

test("settings come back as an entry left them; the preview says what changes, and the restore is an entry of its own", async () => {
  const developer = await actorOf("developer");
  await save([a, b]);
  await save([]);
  const preview = await previewRestore(developer, "aud_1");
  expect(preview.changes).toEqual(["Created: switched on", `Created: added ${a}`, `Created: added ${b}`]);
  const { version } = preview;
  expect(await restoreSettings(developer, { entryID: "aud_1", version })).toEqual({
    kind: "restored",
    warnings: [],
  });
  expect(await readWebhooks(operator)).toMatchObject({ created: { enabled: true, urls: [a, b] } });
  expect((await entries()).at(-1)).toEqual({
    action: "webhooks.saved",
    actor_name: developer.name,
    restored_from: 1,
  });
  expect((await previewRestore(developer, "aud_1")).changes).toEqual([]);
  // A restore can itself be restored.
  await save([b]);
  expect((await previewRestore(developer, "aud_3")).changes).toEqual([`Created: added ${a}`]);
});

test("an entry from before an event type existed leaves that one as it is", async () => {
  await pool().query(
    `insert into audit_entry (actor_kind, actor_name, action, subject, after) values ('system', 'x', 'webhooks.saved', 'webhooks', $1)`,
    [{ updated: { enabled: true, urls: [b] } }],
  );
  await save([a]);
  const { changes, version } = await previewRestore(operator, "aud_1");
  expect(changes).toEqual(["Updated: switched on", `Updated: added ${b}`]);
  expect(await restoreSettings(operator, { entryID: "aud_1", version })).toMatchObject({ kind: "restored" });
  expect(await readWebhooks(operator)).toMatchObject({
    created: { enabled: true, urls: [a] },
    updated: { enabled: true, urls: [b] },
  });
});

test("a restore goes through the rules of a save: pending deliveries of what it removes are cancelled", async () => {
  await save([b]);
  await save([a, b]);
  await pool().query(
    "insert into event (id, event_type, instance_id, process_name, outcome, actor_name) values ('evt_1', 'created', 'i-1', 'p', 'dispatched', 'x')",
  );
  await pool().query("insert into delivery (event_id, endpoint_id) select 'evt_1', id from endpoint");
  const { version } = await previewRestore(operator, "aud_1");
  await restoreSettings(operator, { entryID: "aud_1", version });
  const { rows } = await pool().query(
    "select url, status, cancel_reason from delivery join endpoint on endpoint.id = endpoint_id order by url",
  );
  expect(rows).toEqual([
    { url: a, status: "cancelled", cancel_reason: "url_removed" },
    { url: b, status: "pending", cancel_reason: null },
  ]);
});

/** Deliveries to each URL that is entered. */
async function deliver(count: number) {
  const { rows } = await pool().query(
    `with made as (
       insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
       select 'evt_' || gen_random_uuid(), 'created', 'i-1', 'p', 'dispatched', 'x' from generate_series(1, $1) returning id
     ) insert into delivery (event_id, endpoint_id) select made.id, endpoint_id from made, subscription returning id::text`,
    [count],
  );
  return rows.map((row) => row.id as string);
}
const statuses = async () =>
  (await pool().query("select id::text, status from delivery order by id")).rows.map(
    ({ id, status }) => `${id} ${status}`,
  );

test("what the saves since an entry cancelled is pending again when its settings are restored; typing them in does not bring it back", async () => {
  await save([a]);
  const [first] = await deliver(1);
  await save([b]);
  await save([a]);
  const [second] = await deliver(1);
  expect(await statuses()).toEqual([`${first} cancelled`, `${second} pending`]);
  await save([]);
  const { version } = await previewRestore(operator, "aud_3");
  await restoreSettings(operator, { entryID: "aud_3", version });
  expect(await statuses()).toEqual([`${first} cancelled`, `${second} pending`]);
  const again = await previewRestore(operator, "aud_1");
  await restoreSettings(operator, { entryID: "aud_1", version: again.version });
  expect(await statuses()).toEqual([`${first} pending`, `${second} pending`]);
  const { rows } = await pool().query("select cancel_reason, done_at, cancellation_id from delivery");
  expect(rows).toEqual([1, 2].map(() => ({ cancel_reason: null, done_at: null, cancellation_id: null })));
});

test("a save is undone: the settings, what it cancelled, and the state of a URL are as before it", async () => {
  const ada = await actorOf("administrator");
  await save([a, b]);
  await pool().query(
    "update endpoint set state = 'suspended', state_reason = 'It answered 410 Gone.' where url = $1",
    [a],
  );
  const ids = await deliver(2);
  // Under way when it is cancelled, and delivered after all.
  await openAttempts(pool(), 7, `id = ${ids[0]}`);
  const now = await readWebhooks(operator);
  const none = byEventType(() => ({ enabled: false, urls: "" }));
  const saved = await replaceWebhooks(operator, { version: now.version, ...none });
  if (saved.kind !== "saved") throw new Error("It was not saved.");
  expect(await statuses()).toEqual(ids.map((id) => `${id} cancelled`));
  await pool().query("update attempt set outcome = 'delivered', finished_at = now()");
  const undo = { entryID: saved.entryID, version: saved.webhooks.version };
  expect(await undoSave(ada, undo)).toEqual({ kind: "undone", warnings: [] });
  expect(await statuses()).toEqual(ids.map((id, n) => `${id} ${n === 0 ? "delivered" : "pending"}`));
  expect(await urls()).toEqual([a, b]);
  const { rows } = await pool().query("select url from endpoint where state = 'suspended'");
  expect(rows).toEqual([{ url: a }]);
  expect((await entries()).at(-1)).toMatchObject({ actor_name: ada.name, restored_from: 1 });
  // It stands when somebody has saved since.
  expect(await undoSave(operator, undo)).toMatchObject({
    kind: "conflict",
    message: expect.stringMatching(new RegExp(`^${ada.name} saved .* Nothing was undone.$`)),
  });
});

test("a call that is under way when its save is undone is waited for: no second one goes out beside it", async () => {
  await save([a]);
  const [id] = await deliver(1);
  await openAttempts(pool(), 7);
  const { version } = await readWebhooks(operator);
  const none = byEventType(() => ({ enabled: false, urls: "" }));
  const saved = await replaceWebhooks(operator, { version, ...none });
  if (saved.kind !== "saved") throw new Error("It was not saved.");
  await undoSave(operator, { entryID: saved.entryID, version: saved.webhooks.version });
  expect(await statuses()).toEqual([`${id} cancelled`]);
  await pool().query("update attempt set outcome = 'http_error', finished_at = now()");
  await inOwnTransaction((tx) => cancellationStep(tx));
  await inOwnTransaction((tx) => cancellationStep(tx));
  expect(await statuses()).toEqual([`${id} pending`]);
  expect((await pool().query("select state from cancellation")).rows).toEqual([{ state: "restored" }]);
});

test("a preview of a save says what it would cancel, by URL and event type, and only where something waits", async () => {
  await save([a, b]);
  await deliver(3);
  const input = byEventType(() => ({ enabled: false, urls: "" }));
  const found = (url: string) => ({ url, eventType: "created", waiting: 3, orMore: false });
  expect(await previewSave(operator, input)).toEqual([found(a), found(b)]);
  expect(await previewSave(operator, { ...input, created: { enabled: true, urls: `${b}\n${b}2` } })).toEqual([
    found(a),
  ]);
  expect(await previewSave(operator, { ...input, created: { enabled: true, urls: `${b}\n${a}` } })).toEqual(
    [],
  );
  await expect(previewSave(await actorOf("user"), input)).rejects.toThrow(ForbiddenError);
  const created = { enabled: true, urls: "https://nothing.invalid/" };
  await expect(previewSave(operator, { ...input, created })).rejects.toMatchObject({
    errors: [{ path: "created.urls", line: 1, message: expect.stringContaining("is an internal name") }],
  });
  expect(waitingTexts([found(a), { ...found(a), waiting: 10_000, orMore: true }] as WaitingFor[])).toEqual([
    `more than 10,003 waiting deliveries to ${a}`,
  ]);
});

test("who compared with settings that changed since is told who changed them, and nothing is restored", async () => {
  const ada = await actorOf("administrator");
  await save([a]);
  await save([]);
  const { version } = await previewRestore(operator, "aud_1");
  await save([b], ada);
  const outcome = await restoreSettings(operator, { entryID: "aud_1", version });
  expect(outcome).toMatchObject({
    kind: "conflict",
    message: expect.stringMatching(
      new RegExp(`^${ada.name} saved these settings at .* Nothing was restored.$`),
    ),
    preview: { changes: [`Created: added ${a}`, `Created: removed ${b}`] },
  });
  expect(await urls()).toEqual([b]);
  expect(await entries()).toHaveLength(3);
});

test("an old URL that is refused today is told by line, and nothing is restored", async () => {
  await save([b]);
  // What was permitted once: an entry as an earlier CALLBACK_ALLOW let it be.
  const left = {
    ...byEventType(() => ({ enabled: false, urls: [] as string[] })),
    created: { enabled: true, urls: [b, "http://10.0.0.5/x", `${b}?f="5"`] },
  };
  await pool().query(
    "insert into audit_entry (actor_kind, actor_name, action, subject, after) values ('user', 'x', 'webhooks.saved', 'webhooks', $1)",
    [JSON.stringify(left)],
  );
  const { version } = await previewRestore(operator, "aud_2");
  const attempt = restoreSettings(operator, { entryID: "aud_2", version });
  await expect(attempt).rejects.toThrow(InvalidError);
  await expect(attempt).rejects.toMatchObject({
    errors: [
      {
        path: "created.urls",
        line: 2,
        message: expect.stringMatching(/^Line 2: 10\.0\.0\.5 is a private address/),
      },
      { path: "created.urls", line: 3, message: 'Line 3 contains a bare ". Write %22.' },
    ],
  });
  expect(await urls()).toEqual([b]);
  expect(await entries()).toHaveLength(2);
});

test("the order of each instance comes back likewise", async () => {
  for (const ordered of [true, false]) {
    await saveOrder(operator, { version: (await readOrder(operator)).version, ordered });
  }
  const { version, changes } = await previewRestore(operator, "aud_1");
  expect(changes).toEqual(["Keep the order of each instance: switched on"]);
  expect(await restoreSettings(operator, { entryID: "aud_1", version })).toMatchObject({ kind: "restored" });
  expect((await readOrder(operator)).ordered).toBe(true);
  expect((await entries()).at(-1)).toMatchObject({ action: "webhooks.order_saved", restored_from: 1 });
  await saveOrder(operator, { version: (await readOrder(operator)).version, ordered: false });
});

test.each(["aud_99", "aud_0", "evt_1"])("an entry that is none is said so: %s", async (entryID) => {
  await expect(previewRestore(operator, entryID)).rejects.toThrow(NotFoundError);
});

test("an entry that left no settings behind cannot be restored", async () => {
  await pool().query(
    "insert into audit_entry (actor_kind, actor_name, action, subject, after) values ('user', 'x', 'user.created', 'usr_1', '{}'), ('user', 'x', 'webhooks.saved', 'webhooks', '{}')",
  );
  await expect(previewRestore(operator, "aud_1")).rejects.toThrow("left no settings behind");
  await expect(previewRestore(operator, "aud_2")).rejects.toThrow("left no settings behind");
});

test("a User, and a token that may only read, neither preview nor restore", async () => {
  await save([a]);
  const { version } = await readWebhooks(operator);
  for (const actor of [
    await actorOf("user"),
    { ...(await actorOf("developer")), scopes: ["read"] as const },
  ]) {
    await expect(previewRestore(actor, "aud_1")).rejects.toThrow(ForbiddenError);
    await expect(restoreSettings(actor, { entryID: "aud_1", version })).rejects.toThrow(ForbiddenError);
  }
});

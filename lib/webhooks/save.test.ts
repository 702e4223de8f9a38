import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { openSecret } from "@/lib/endpoints/secret-box";
import { suspendEndpoint } from "@/lib/endpoints/suspend";
import { ForbiddenError, InvalidError } from "@/lib/errors";
import type { EventType } from "@/lib/events/event-types";
import { recordEvents } from "@/lib/events/record";
import { actorOf } from "@/lib/testing/actors";
import { holderOf, openAttempts } from "@/lib/testing/attempts";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { saveOrder } from "./order";
import { readWebhooks } from "./read";
import { replaceWebhooks } from "./save";
import type { WebhooksInput } from "./schema";

afterAll(() => pool().end());
beforeEach(async () => {
  await pool().query("truncate attempt, delivery, event, subscription, endpoint restart identity cascade");
  await emptyAudit();
  await pool().query("update event_switch set enabled = false");
});

const on = (...urls: string[]) => ({ enabled: true, urls: urls.join("\n") });

async function save(change: Partial<WebhooksInput>, actor = operator) {
  const { version } = await readWebhooks(operator);
  return replaceWebhooks(actor, { version, ...noCallbacks, ...change });
}

const recordEvent = (eventType: EventType) =>
  inTransaction((tx) => recordEvents(tx, operator, [{ eventType, instanceId: "a-1", processName: "A" }]));
const deliveries = async () =>
  (
    await pool().query(
      `select url, status, cancel_reason, ${holderOf()} as holder from delivery join endpoint on endpoint.id = endpoint_id order by url`,
    )
  ).rows;

test("what was typed is stored byte for byte and in its order", async () => {
  const urls = ["http://127.0.0.1:8081/b?x=a%20b+c&&", "http://127.0.0.1:8081/a"];
  const outcome = await save({ created: on(...urls), deleted: { enabled: false, urls: urls[1] ?? "" } });
  expect(outcome).toMatchObject({ kind: "saved", webhooks: { created: { enabled: true, urls } } });
  expect(await readWebhooks(operator)).toMatchObject({
    created: { enabled: true, urls },
    updated: { enabled: false, urls: [] },
    deleted: { enabled: false, urls: [urls[1]] },
  });
  await save({ created: on(...urls.toReversed()) });
  expect((await readWebhooks(operator)).created.urls).toEqual(urls.toReversed());
});

test("a new endpoint gets a signing secret that only its own id opens; a URL that comes back keeps it", async () => {
  await save({ created: on("http://127.0.0.1:8081/a") });
  const read = async () => (await pool().query("select id, secret from endpoint")).rows;
  const [first] = await read();
  expect(openSecret(first.secret, first.id, config().appSecret)).toMatch(/^whsec_/);
  expect(() => openSecret(first.secret, first.id + 1, config().appSecret)).toThrow();
  await save({});
  await save({ updated: on("http://127.0.0.1:8081/a") });
  expect(await read()).toEqual([first]);
});

test("a suspended URL stays suspended through a save, and starts anew when it is entered again", async () => {
  const url = "http://127.0.0.1:8081/a";
  const state = async () => (await pool().query("select state from endpoint")).rows[0].state;
  await save({ created: on(url) });
  await pool().query("update endpoint set state = 'suspended', state_reason = 'It answered 410 Gone.'");
  await save({ created: on(url), updated: on(url) });
  expect(await state()).toBe("suspended");
  await save({});
  expect(await state()).toBe("suspended");
  await save({ updated: on(url) });
  expect(await state()).toBe("active");
});

test("what failed before a URL was removed does not count when it is entered again", async () => {
  const url = "http://127.0.0.1:8081/a";
  const read = async () =>
    (await pool().query("select state, state_reason, failures, failing_since, probe_at from endpoint")).rows;
  const anew = { state: "active", state_reason: null, failures: 0, failing_since: null, probe_at: null };
  await save({ created: on(url) });
  for (const state of ["probing", "active"]) {
    await pool().query(
      `update endpoint set state = $1::endpoint_state, state_reason = 'It fails.', failures = 12, failing_since = now(), probe_at = now() - interval '1 s'`,
      [state],
    );
    await save({ created: on(url), updated: on(url) });
    expect(await read()).toMatchObject([{ state, failures: 12 }]);
    await save({});
    await save({ created: on(url) });
    expect(await read()).toEqual([anew]);
  }
});

test("pending deliveries of a removed URL or a switched-off type are cancelled with the reason; others stay", async () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => `http://127.0.0.1:8081/${name}`) as [
    string,
    string,
    string,
  ];
  await save({ created: on(a, b), updated: on(c) });
  await recordEvent("created");
  await recordEvent("updated");
  await openAttempts(pool(), 7);
  await save({ created: on(b), updated: { enabled: false, urls: c } });
  expect(await deliveries()).toEqual([
    { url: a, status: "cancelled", cancel_reason: "url_removed", holder: null },
    { url: b, status: "pending", cancel_reason: null, holder: 7 },
    { url: c, status: "cancelled", cancel_reason: "switched_off", holder: null },
  ]);
  expect(await recordEvent("updated")).toMatchObject([{ outcome: "switched_off", endpointIds: [] }]);
});

test("of two saves from the same version one wins, with one audit row; the other is told who and changes nothing", async () => {
  const [first, second] = [await actorOf("administrator"), await actorOf("developer")];
  const { version } = await readWebhooks(operator);
  const input = (url: string) => ({ version, ...noCallbacks, created: on(url) });
  const outcomes = await Promise.all([
    replaceWebhooks(first, input("http://127.0.0.1:8081/first")),
    replaceWebhooks(second, input("http://127.0.0.1:8081/second")),
  ]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["conflict", "saved"]);
  const winner = outcomes[0]?.kind === "saved" ? first : second;
  const conflict = outcomes.find((one) => one.kind === "conflict");
  expect(conflict).toMatchObject({ message: expect.stringContaining(`${winner.name} saved these settings`) });
  const { rows } = await pool().query("select actor_name, action, after from audit_entry");
  expect(rows).toEqual([
    {
      actor_name: winner.name,
      action: "webhooks.saved",
      after: expect.objectContaining({ created: expect.objectContaining({ enabled: true }) }),
    },
  ]);
});

test("what somebody started from stays good while only the order, or the state of a URL, is changed", async () => {
  const url = "http://127.0.0.1:8081/a";
  await save({ created: on(url) });
  const before = await readWebhooks(operator);
  await suspendEndpoint(operator, "ep_1");
  await saveOrder(operator, { version: null, ordered: true });
  await saveOrder(operator, { version: null, ordered: false });
  expect((await readWebhooks(operator)).version).toBe(before.version);
  const change = { version: before.version, ...noCallbacks, created: on(url), updated: on(url) };
  const outcome = await replaceWebhooks(operator, change);
  expect(outcome.kind).toBe("saved");
});

test("who is named in a conflict is who saved the URLs, not who changed the order since", async () => {
  const [ada, bob] = [await actorOf("administrator"), await actorOf("developer")];
  const { version } = await readWebhooks(operator);
  await save({ created: on("http://127.0.0.1:8081/a") }, ada);
  await saveOrder(bob, { version: null, ordered: true });
  await saveOrder(bob, { version: null, ordered: false });
  const outcome = await replaceWebhooks(operator, { version, ...noCallbacks });
  expect(outcome).toMatchObject({
    kind: "conflict",
    message: expect.stringContaining(`${ada.name} saved these settings`),
    current: { updatedBy: ada.name },
  });
});

test("a list of URLs is judged as a text is; an empty one in it and a line break in one are refused by position", async () => {
  const urls = [
    "http://127.0.0.1:8081/a",
    "",
    "http://127.0.0.1:8081/b\nhttp://127.0.0.1:8081/c",
    "http://127.0.0.1:8081/d\r",
  ];
  const change = { version: null, ...noCallbacks, created: { enabled: true, urls } };
  await expect(replaceWebhooks(operator, change)).rejects.toMatchObject({
    errors: [
      { path: "created.urls", line: 2, message: "Line 2 is empty." },
      { path: "created.urls", line: 3, message: expect.stringMatching(/^Line 3 seems to hold several URLs/) },
      { path: "created.urls", line: 4, message: expect.stringMatching(/^Line 4 contains an invisible/) },
    ],
  });
});

test("a bad line saves nothing at all and is told with path and line", async () => {
  const attempt = save({
    created: on("http://127.0.0.1:8081/good"),
    updated: on("http://127.0.0.1:8081/", "ftp://x"),
  });
  await expect(attempt).rejects.toThrow(InvalidError);
  await expect(attempt).rejects.toMatchObject({
    errors: [{ path: "updated.urls", line: 2, message: "Line 2: must start with http:// or https://." }],
  });
  expect((await readWebhooks(operator)).created.urls).toEqual([]);
});

test("a name that leads where callbacks may not go is refused by its line; one that only does not resolve is a warning", async () => {
  const urls = "http://127.0.0.1:8081/a\nhttp://nothing.invalid/b";
  await expect(save({ created: { enabled: true, urls } })).rejects.toMatchObject({
    errors: [
      {
        path: "created.urls",
        line: 2,
        message:
          "Line 2: nothing.invalid is an internal name. To permit it, an operator adds host:nothing.invalid to CALLBACK_ALLOW.",
      },
    ],
  });
  expect((await readWebhooks(operator)).created.urls).toEqual([]);
  const outcome = await save({ created: on("https://no-such-name-here.callboard-tests.com/") });
  expect(outcome).toMatchObject({
    kind: "saved",
    warnings: [
      expect.stringContaining("no-such-name-here.callboard-tests.com does not resolve at the moment"),
    ],
  });
});

test("a User may neither read nor save", async () => {
  const user = await actorOf("user");
  await expect(readWebhooks(user)).rejects.toThrow(ForbiddenError);
  await expect(save({}, user)).rejects.toThrow(
    "This needs the role Administrator or Developer; yours is User.",
  );
});

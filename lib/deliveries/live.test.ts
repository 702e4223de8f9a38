import { afterAll, beforeEach, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { recordEvents } from "@/lib/events/record";
import { endSession } from "@/lib/sessions/end";
import { actorsOfSessions } from "@/lib/sessions/read-many";
import { sessionHash } from "@/lib/sessions/session-id";
import { startSession } from "@/lib/sessions/start";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { listLog } from "./list-log";
import { createLiveHub, liveEveryMs } from "./live-hub";
import type { Subscription } from "./live-member";
import { createLiveViews } from "./live-views";
import { formatCursor } from "./log-cursor";

afterAll(() => pool().end());

let made: string[];

beforeEach(async () => {
  await addEndpoint("https://a.example.com/hook");
  await pool().query("update event_switch set enabled = true");
  made = [];
  for (let n = 1; n <= 3; n += 1) made.push(await add(`leave-${n}`));
});

async function add(instanceId: string): Promise<string> {
  const [recorded] = await inTransaction((tx) =>
    recordEvents(tx, operator, [{ eventType: "created", instanceId, processName: "Leave" }]),
  );
  const { rows } = await pool().query<{ id: string }>("select id::text from delivery where event_id = $1", [
    recorded?.eventID,
  ]);
  return rows[0]?.id ?? "";
}

const deliver = (id: string | undefined) =>
  pool().query(
    "update delivery set status = 'delivered', done_at = now(), attempts = 1, last_outcome = 'delivered' where id = $1::bigint",
    [id],
  );

async function sessionOf(role: "developer" | "user" = "developer") {
  const actor = await actorOf(role);
  const id = await startSession({
    userId: actor.userId ?? 0,
    sessionVersion: 1,
    address: null,
    userAgent: "test",
    replaces: null,
  });
  return { actor, id, sessionID: sessionHash(id).toString("base64url") };
}

/** A page that is open, with what it was told. */
function page(hub: ReturnType<typeof createLiveHub>, given: Partial<Subscription> & { sessionID: string }) {
  const told: { id: string | undefined; name: string; value: unknown }[] = [];
  const ended: string[] = [];
  const leave = hub.subscribe({
    ids: made,
    newer: null,
    lastEventID: null,
    send(text) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1];
      told.push({ id: field("id"), name: field("event") ?? "", value: JSON.parse(field("data") ?? "null") });
    },
    end: (reason) => ended.push(reason),
    ...given,
  });
  const rows = () =>
    told
      .filter(({ name }) => name === "rows")
      .map(({ value }) =>
        (value as { deliveryID: string; status: string }[]).map((one) => `${one.deliveryID} ${one.status}`),
      );
  return { told, ended, rows, leave };
}
const newHub = () => createLiveHub({ actorsOf: actorsOfSessions, everyMs: 20 });

test("a page is told of all its rows at first, then only of those that changed", async () => {
  const hub = newHub();
  const { sessionID } = await sessionOf();
  const { rows, leave } = page(hub, { sessionID });
  await expect.poll(rows).toEqual([made.map((id) => `dlv_${id} pending`)]);
  await deliver(made[1]);
  await expect.poll(rows).toHaveLength(2);
  expect(rows()[1]).toEqual([`dlv_${made[1]} delivered`]);
  leave();
});

test("who comes back with the last event's id is told of what changed meanwhile, and no more", async () => {
  const hub = newHub();
  const { sessionID } = await sessionOf();
  const first = page(hub, { sessionID });
  const other = page(hub, { sessionID });
  await expect.poll(() => [first.rows().length, other.rows().length]).toEqual([1, 1]);
  first.leave();
  await deliver(made[0]);
  await expect.poll(other.rows).toHaveLength(2);
  const lastEventID = first.told[0]?.id ?? null;
  const again = page(hub, { sessionID, lastEventID });
  await expect.poll(again.rows).toEqual([[`dlv_${made[0]} delivered`]]);
  // Another process does not know that id, and tells everything.
  const elsewhere = newHub();
  const moved = page(elsewhere, { sessionID, lastEventID });
  await expect.poll(() => moved.rows()[0]).toHaveLength(3);
  for (const { leave } of [other, again, moved]) leave();
});

test("a delivery changes with its URL and with the save that cancels it, though its own row does not", async () => {
  const hub = newHub();
  const { sessionID } = await sessionOf();
  const { told, rows, leave } = page(hub, { sessionID });
  await expect.poll(rows).toHaveLength(1);
  await pool().query("update endpoint set state = 'suspended', state_reason = 'by hand'");
  await expect.poll(() => JSON.stringify(told[1]?.value)).toContain('"state":"suspended"');
  // While somebody else has every row, the save cancels none of them itself.
  const other = await pool().connect();
  await other.query("begin");
  await other.query("select from delivery for no key update");
  await replaceWebhooks(operator, { version: null, ...noCallbacks });
  await expect
    .poll(() => told.at(-1)?.value)
    .toEqual(made.map(() => expect.objectContaining({ status: "cancelled", beingCancelled: true })));
  await other.query("rollback");
  other.release();
  leave();
});

test("a session that ends, and a role that is lost, end the streams before anything more is told", async () => {
  const hub = newHub();
  const [one, other] = [await sessionOf(), await sessionOf()];
  const pages = [page(hub, one), page(hub, other)];
  await expect.poll(() => pages.map(({ rows }) => rows().length)).toEqual([1, 1]);
  const begin = await pool().connect();
  await begin.query("begin");
  await begin.query("update user_account set role = 'user' where id = $1", [other.actor.userId]);
  await begin.query("update user_session set ended_at = now() where id_hash = $1", [sessionHash(one.id)]);
  await begin.query("update delivery set status = 'delivered', done_at = now() where id = $1::bigint", [
    made[0],
  ]);
  await begin.query("commit");
  begin.release();
  await expect.poll(() => pages.map(({ ended }) => ended)).toEqual([["signed_out"], ["forbidden"]]);
  expect(pages.map(({ rows }) => rows().length)).toEqual([1, 1]);
  const user = page(hub, await sessionOf("user"));
  await expect.poll(() => user.ended).toEqual(["forbidden"]);
  expect(user.told).toEqual([]);
});

test("nobody is told of what was changed together with the end of their session, however close", async () => {
  const { sessionID, id } = await sessionOf();
  let change = async () => {};
  const hub = createLiveHub({
    everyMs: 20,
    // As when both are changed at once, right after the session was judged.
    actorsOf: async (ids) => {
      const actors = await actorsOfSessions(ids);
      await change();
      return actors;
    },
  });
  const { rows, ended } = page(hub, { sessionID });
  await expect.poll(rows).toHaveLength(1);
  change = async () => {
    change = async () => {};
    await inTransaction(async (tx) => {
      await tx.query("update user_session set ended_at = now() where id_hash = $1", [sessionHash(id)]);
      await tx.query("update delivery set status = 'delivered', done_at = now() where id = $1::bigint", [
        made[0],
      ]);
    });
  };
  await expect.poll(() => ended).toEqual(["signed_out"]);
  expect(rows()).toHaveLength(1);
});

test("how many came since is counted under the page's filter", async () => {
  const hub = newHub();
  const { sessionID } = await sessionOf();
  const newer = { top: formatCursor((await listLog(operator, { filter: {}, limit: 50 })).top), filter: {} };
  const all = page(hub, { sessionID, newer });
  const failed = page(hub, { sessionID, newer: { ...newer, filter: { status: "failed" } } });
  const counts = ({ told }: typeof all) =>
    told.filter(({ name }) => name === "newer").map(({ value }) => (value as { count: number }).count);
  await expect.poll(() => [counts(all), counts(failed)]).toEqual([[0], [0]]);
  await add("leave-9");
  await expect.poll(() => counts(all)).toEqual([0, 1]);
  expect(counts(failed)).toEqual([0]);
  for (const { leave } of [all, failed]) leave();
});

test("what is new is read once for all pages with the same filter, wherever each begins to count", async () => {
  const hub = newHub();
  const { sessionID } = await sessionOf();
  const asked = vi.spyOn(pool(), "query");
  const pages = Array.from({ length: 100 }, (_, n) =>
    page(hub, {
      sessionID,
      newer: { top: `${Number(made[0]) + (n % 4)}.${Date.now() + 60_000 + n}.`, filter: {} },
    }),
  );
  const told = () => pages.map(({ told }) => told.find(({ name }) => name === "newer")?.value);
  await expect.poll(told).toEqual(pages.map((_, n) => ({ count: made.length - (n % 4), atLeast: false })));
  // Those that look at the rows and sessions of all have names.
  const counting = asked.mock.calls.filter(([statement]) => !("name" in Object(statement)));
  expect(counting.length).toBeLessThan(pages.length / 2);
  for (const { leave } of pages) leave();
});

test("many pages that show the same cost one poll, and none when nobody looks", async () => {
  const { sessionID } = await sessionOf();
  let polls = 0;
  const hub = createLiveHub({
    everyMs: 20,
    actorsOf: (ids): Promise<Map<string, Actor>> => {
      polls += 1;
      return actorsOfSessions(ids);
    },
  });
  const pages = Array.from({ length: 100 }, () => page(hub, { sessionID }));
  await expect.poll(() => pages.every(({ rows }) => rows().length === 1)).toBe(true);
  expect(polls).toBeLessThan(10);
  for (const { leave } of pages) leave();
  const last = page(hub, { sessionID });
  await expect.poll(last.rows).toHaveLength(1);
  last.leave();
  const before = polls;
  await endSession("nobody's");
  expect(polls - before).toBeLessThan(2);
});

test("a change is told by the second poll after its commit, and two polls are a second", async () => {
  const { sessionID } = await sessionOf();
  let polls = 0;
  const hub = createLiveHub({
    everyMs: 20,
    // Each poll ends with this.
    actorsOf: (ids) => {
      polls += 1;
      return actorsOfSessions(ids);
    },
  });
  const toldAt: number[] = [];
  const { leave } = page(hub, {
    sessionID,
    send: (text) => void (text.includes('"status":"delivered"') && toldAt.push(polls)),
  });
  for (const [n, id] of made.entries()) {
    await expect.poll(() => polls).toBeGreaterThan((toldAt.at(-1) ?? 0) + 3);
    await deliver(id);
    const committedAt = polls;
    await expect.poll(() => toldAt).toHaveLength(n + 1);
    // The poll under way at the commit may have read before it, and is counted after it.
    expect(toldAt[n]).toBeLessThanOrEqual(committedAt + 2);
  }
  expect(2 * liveEveryMs).toBeLessThanOrEqual(1_000);
  leave();
});

test("a finished delivery is read again only when its row has changed", async () => {
  const views = createLiveViews();
  await deliver(made[0]);
  await views.read(new Set(made));
  expect(views.changedSince(made, -1)).toHaveLength(3);
  const { round } = views;
  await views.read(new Set(made));
  expect([views.round, views.changedSince(made, round)]).toEqual([round, []]);
  await pool().query("delete from delivery where id = $1::bigint", [made[0]]);
  await views.read(new Set(made));
  expect(views.changedSince(made, -1)).toHaveLength(2);
});

import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { dispatcherLifeLockClass } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { validForMs } from "@/lib/dispatch/held-delivery";
import { announceSettings, maxWaitMs } from "./announce-settings";

afterAll(() => pool().end());

/** A session that holds a dispatcher's life lock, as a dispatcher does. */
async function livingDispatcher(id: number) {
  const session = await pool().connect();
  onTestFinished(() => session.release(true));
  await session.query("select pg_advisory_lock($1, $2)", [dispatcherLifeLockClass, id]);
  return session;
}

/** Announces a version: whether that has returned, and a wait for the database having been looked at once more. */
function announced(version: number) {
  const looks = vi.spyOn(pool(), "query");
  onTestFinished(() => looks.mockRestore());
  let returned = false;
  const done = announceSettings(version).then(() => {
    returned = true;
  });
  const lookedAt = (times: number) =>
    vi.waitUntil(() => returned || looks.mock.calls.length > times, { timeout: 60_000, interval: 1 });
  return { done, lookedAt, returned: () => returned };
}

test("a save waits for a dispatcher that lives and has no row yet", async () => {
  const session = await livingDispatcher(4_711);
  const { done, lookedAt, returned } = announced(1);
  // The hint, and three looks that found it behind.
  await lookedAt(4);
  expect(returned()).toBe(false);
  await session.query("select pg_advisory_unlock_all()");
  await done;
});

test("a save waits for a dispatcher whose row says an older version, until it says this one", async () => {
  const { rows } = await pool().query<{ id: number }>(
    "insert into dispatcher (host, pid, version, settings_version) values ('here', 1, 'test', 6) returning id",
  );
  const id = rows[0]?.id ?? 0;
  const session = await livingDispatcher(id);
  const { done, lookedAt, returned } = announced(7);
  await lookedAt(4);
  expect(returned()).toBe(false);
  await session.query("update dispatcher set settings_version = 7 where id = $1", [id]);
  await done;
});

test("after an announcement that failed, the wait is served in full", async () => {
  const begunAtMs = performance.now();
  // The database refuses to look for a version that is no int.
  await announceSettings(2 ** 40);
  // At least: nothing else ends what a dispatcher may still do on what it knew. A timer may fire up to a millisecond early.
  expect(performance.now() - begunAtMs).toBeGreaterThanOrEqual(maxWaitMs - 1);
});

test("the wait is longer than a dispatcher may act on what it knew", () => {
  expect(maxWaitMs).toBeGreaterThanOrEqual(validForMs + 500);
});

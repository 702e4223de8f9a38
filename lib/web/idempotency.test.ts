import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { afterCommit, inTransaction, pool } from "@/lib/db/pool";
import { InvalidError, UnderWayError } from "@/lib/errors";
import { withIdempotencyKey, withIdempotencyKeyOutsideTransaction } from "./idempotency";
import type { StoredAnswer } from "./idempotency-record";
import { requestFingerprint } from "./request-fingerprint";

afterAll(() => pool().end());
beforeEach(async () => {
  await pool().query("truncate idempotency_key");
  await pool().query("delete from instance_counter");
});

const fingerprint = (text: string) => requestFingerprint(text, "s".repeat(32));
const once = (key: string, body = "body") => ({ ownerId: 1, key, fingerprint: fingerprint(body) });
const answer = (body: string, status = 200): StoredAnswer => ({ status, headers: { etag: '"1"' }, body });

/** A change that a test can count. */
const change = () =>
  inTransaction((tx) =>
    tx.query(
      `insert into instance_counter values ('changes', 1)
       on conflict (slug) do update set last_number = instance_counter.last_number + 1`,
    ),
  );
const changes = async () =>
  Number((await pool().query("select last_number from instance_counter")).rows[0]?.last_number ?? 0);

const changing = (body: string) => async () => {
  await change();
  return answer(body);
};

test("the same request again is given the first answer, headers and all, and changes nothing", async () => {
  expect(await withIdempotencyKey(once("a"), changing("first"))).toEqual({
    ...answer("first"),
    replayed: false,
  });
  expect(await withIdempotencyKey(once("a"), changing("second"))).toEqual({
    ...answer("first"),
    replayed: true,
  });
  expect(await changes()).toBe(1);
});

test("another body with the same key is refused; another owner's key is another key", async () => {
  await withIdempotencyKey(once("a"), changing("first"));
  await expect(withIdempotencyKey(once("a", "other"), changing("second"))).rejects.toThrow(InvalidError);
  await withIdempotencyKey({ ...once("a"), ownerId: 2 }, changing("theirs"));
  expect(await changes()).toBe(2);
});

test("of ten at once one does it, and all are given its answer", async () => {
  const given = await Promise.all(
    Array.from({ length: 10 }, (_, n) => withIdempotencyKey(once("a"), changing(`number ${n}`))),
  );
  expect(await changes()).toBe(1);
  expect(new Set(given.map(({ body }) => body)).size).toBe(1);
  expect(given.filter(({ replayed }) => !replayed)).toHaveLength(1);
});

test("what fails unexpectedly leaves neither a change nor a key, and the repetition is a first try", async () => {
  const failing = async () => {
    await change();
    throw new Error("The disk is gone.");
  };
  await expect(withIdempotencyKey(once("a"), failing)).rejects.toThrow("The disk is gone.");
  expect(await changes()).toBe(0);
  expect(await withIdempotencyKey(once("a"), changing("then"))).toMatchObject({
    body: "then",
    replayed: false,
  });
});

test("a refusal is kept, and what was begun before it is taken back", async () => {
  const refusing = async (undo: () => Promise<void>) => {
    await change();
    await undo();
    return answer("refused", 409);
  };
  expect(await withIdempotencyKey(once("a"), refusing)).toMatchObject({ status: 409, replayed: false });
  expect(await withIdempotencyKey(once("a"), changing("now"))).toMatchObject({
    status: 409,
    body: "refused",
  });
  expect(await changes()).toBe(0);
});

test("a key is free again after 24 hours", async () => {
  await withIdempotencyKey(once("a"), changing("old"));
  // The column keeps whole milliseconds, so that exactly 24 hours may be rounded to less.
  await pool().query("update idempotency_key set created_at = now() - interval '24 h 1 ms'");
  expect(await withIdempotencyKey(once("a", "other"), changing("new"))).toMatchObject({ body: "new" });
});

test("one that waits longer than a statement may is told to come back", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const first = withIdempotencyKey(once("a"), async () => {
    begun();
    await held;
    return answer("first");
  });
  await hasBegun;
  await expect(withIdempotencyKey(once("a"), changing("second"))).rejects.toThrow(UnderWayError);
  release();
  expect((await first).body).toBe("first");
});

test("what is told after commit is told after the answer is kept, and not when it is rolled back", async () => {
  const told: string[] = [];
  const telling = (name: string, fails = false) =>
    withIdempotencyKey(once(name), async () => {
      await change();
      await afterCommit(async () => {
        // With a connection of its own again, and before the answer is given.
        await pool().query("select 1");
        told.push(name);
      });
      expect(told).not.toContain(name);
      if (fails) throw new Error("no");
      return answer("done");
    });
  await telling("kept");
  expect(told).toEqual(["kept"]);
  await telling("lost", true).catch(() => undefined);
  expect(told).toEqual(["kept"]);
});

test("many keys at once neither starve nor block each other", async () => {
  const given = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      withIdempotencyKey(once(`key-${n}`), async () => {
        // As creating an instance does: a second connection while the first is held.
        await pool().query("select 1");
        await pause(1);
        return answer(String(n));
      }),
    ),
  );
  expect(given.map(({ body }) => body)).toEqual(Array.from({ length: 60 }, (_, n) => String(n)));
});

/** A promise and what resolves it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test("work that waits for somebody else's server holds neither a transaction nor anybody's turn", async () => {
  const { opened, open } = gate();
  const begun: Promise<void>[] = [];
  const outside = Array.from({ length: 30 }, (_, n) => {
    const { opened: started, open: start } = gate();
    begun.push(started);
    return withIdempotencyKeyOutsideTransaction(once(`outside-${n}`), async () => {
      start();
      await opened;
      return answer(`answer ${n}`);
    });
  });
  await Promise.all(begun);
  const { rows } = await pool().query(
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
  );
  expect(rows).toEqual([{ n: 0 }]);
  expect(await withIdempotencyKey(once("inside"), changing("inside"))).toMatchObject({ body: "inside" });
  await expect(withIdempotencyKeyOutsideTransaction(once("outside-3"), changing("again"))).rejects.toThrow(
    UnderWayError,
  );
  await expect(
    withIdempotencyKeyOutsideTransaction(once("outside-3", "other"), changing("again")),
  ).rejects.toThrow(InvalidError);
  open();
  expect((await Promise.all(outside)).map(({ body }) => body)).toEqual(
    Array.from({ length: 30 }, (_, n) => `answer ${n}`),
  );
  expect(await withIdempotencyKeyOutsideTransaction(once("outside-3"), changing("again"))).toEqual({
    ...answer("answer 3"),
    replayed: true,
  });
  expect(await changes()).toBe(1);
});

test("work outside that fails gives its key up, and a key whose process died is free after half a minute", async () => {
  const failing = async () => {
    throw new Error("The network is gone.");
  };
  await expect(withIdempotencyKeyOutsideTransaction(once("a"), failing)).rejects.toThrow(
    "The network is gone.",
  );
  expect(await withIdempotencyKeyOutsideTransaction(once("a"), changing("then"))).toMatchObject({
    replayed: false,
  });
  await pool().query("insert into idempotency_key (owner_id, key, fingerprint) values (1, 'dead', $1)", [
    fingerprint("body").keyed,
  ]);
  await expect(withIdempotencyKeyOutsideTransaction(once("dead"), changing("soon"))).rejects.toThrow(
    UnderWayError,
  );
  await pool().query("update idempotency_key set created_at = now() - interval '31 s' where key = 'dead'");
  expect(await withIdempotencyKeyOutsideTransaction(once("dead"), changing("now"))).toMatchObject({
    body: "now",
    replayed: false,
  });
});

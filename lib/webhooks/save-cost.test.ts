import pg from "pg";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { operator } from "@/lib/auth/actor";
import { lookPauses } from "@/lib/db/announce-settings";
import { pool } from "@/lib/db/pool";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { resumeEndpoint } from "@/lib/endpoints/resume";
import { suspendEndpoint } from "@/lib/endpoints/suspend";
import { byEventType } from "@/lib/events/event-types";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { withIdempotencyKey } from "@/lib/web/idempotency";
import { readOrder, saveOrder } from "./order";
import { readWebhooks } from "./read";
import { replaceWebhooks } from "./save";

afterAll(() => pool().end());
beforeEach(async () => {
  await pool().query("truncate attempt, delivery, event, subscription, endpoint restart identity cascade");
  await emptyAudit();
  await pool().query("update event_switch set enabled = false");
  await pool().query("update webhook_settings set ordered = false");
});

const urls = (count: number, of = "a") =>
  Array.from({ length: count }, (_, n) => `http://127.0.0.1:8081/${of}/${n}`).join("\n");

/** Statements sent to the database until the change commits, over whichever door. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const sent = vi.spyOn(pg.Client.prototype, "query");
  try {
    await work();
    const texts = sent.mock.calls.map(([statement]: unknown[]) => String(statement));
    return texts.findIndex((text) => /^commit$/i.test(text)) + 1;
  } finally {
    sent.mockRestore();
  }
}

test("sixty URLs cost as many statements as three, entered, replaced and removed", async () => {
  const save = (count: number, of: string) => () => {
    const all = { enabled: count > 0, urls: urls(count, of) };
    return replaceWebhooks(operator, { version: null, ...byEventType(() => all) });
  };
  const few = [await statements(save(1, "a")), await statements(save(1, "b")), await statements(save(0, ""))];
  const many = [
    await statements(save(20, "c")),
    await statements(save(20, "d")),
    await statements(save(0, "")),
  ];
  expect(many).toEqual(few);
  expect(Math.min(...many)).toBeGreaterThan(5);
  expect(Math.max(...many)).toBeLessThan(15);
});

test("a save waits for no delivery, whoever has it locked", async () => {
  const url = "http://127.0.0.1:8081/busy";
  const id = await addEndpoint(url);
  await pool().query("update event_switch set enabled = true where event_type = 'created'");
  await addDeliveries([id], 3, { hint: false });
  const other = await pool().connect();
  try {
    await other.query("begin");
    await other.query("select from delivery for update");
    const saved = await replaceWebhooks(operator, { version: null, ...noCallbacks });
    expect(saved.kind).toBe("saved");
  } finally {
    await other.query("rollback");
    other.release();
  }
});

test("what is done under an Idempotency-Key is undone with its answer, whatever it is", async () => {
  const id = await addEndpoint("http://127.0.0.1:8081/kept");
  const other = await addEndpoint("http://127.0.0.1:8081/other");
  await suspendEndpoint(operator, `ep_${other}`);
  await emptyAudit();
  const before = await readWebhooks(operator);
  const keyed = (key: string, work: () => Promise<unknown>) =>
    withIdempotencyKey(
      { ownerId: 1, key, fingerprint: { keyed: Buffer.from(key), unkeyed: Buffer.from("none") } },
      async () => {
        await work();
        throw new Error("Callboard died before the answer was kept.");
      },
    );
  const created = { enabled: true, urls: urls(2) };
  const works = {
    save: () => replaceWebhooks(operator, { version: null, ...noCallbacks, created }),
    order: () => saveOrder(operator, { version: null, ordered: true }),
    suspend: () => suspendEndpoint(operator, `ep_${id}`),
    resume: () => resumeEndpoint(operator, `ep_${other}`),
  };
  for (const [key, work] of Object.entries(works)) {
    await expect(keyed(key, work)).rejects.toThrow("Callboard died");
  }
  expect(await readWebhooks(operator)).toEqual(before);
  expect((await readOrder(operator)).ordered).toBe(false);
  expect((await readStatsOf(operator, `ep_${id}`)).state).toBe("active");
  expect((await readStatsOf(operator, `ep_${other}`)).state).toBe("suspended");
  expect((await pool().query("select from audit_entry")).rowCount).toBe(0);
});

test("a dispatcher that never answers costs a save some twenty looks, and none is long after an answer", () => {
  const pauses = [...lookPauses(3_000)];
  expect(pauses.length).toBeLessThanOrEqual(22);
  expect(pauses.reduce((sum, one) => sum + one, 0)).toBeCloseTo(3_000);
  let waited = 0;
  for (const one of pauses) {
    expect(one).toBeLessThanOrEqual(Math.max(2, waited / 2));
    waited += one;
  }
});

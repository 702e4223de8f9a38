import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { connect, openPool } from "@/lib/db/connect";
import { startEmbedded } from "@/lib/db/embedded/start";
import { migrate } from "@/lib/db/migrate";
import type { FinishedCall } from "@/lib/dispatch/held-delivery";
import { createBreaker } from "@/lib/dispatch/settle/breaker";
import { failuresToProbe } from "@/lib/endpoints/breaker-rules";
import { addEndpoint, count } from "@/lib/testing/delivery-rows";
import { delivered } from "@/lib/testing/dispatchers";
import { recordEvents } from "./record";

/** A migrated PostgreSQL of this test's own, whose queue of notifications is as small as PostgreSQL allows: 64 pages. */
async function serverWithSmallQueue() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-test-"));
  const first = await startEmbedded({ folder, durable: false });
  const session = await connect(first.url, { limits: { statementMs: 0 } });
  await session.query("alter system set max_notify_queue_pages = 64");
  await session.end();
  await first.stop();
  const server = await startEmbedded({ folder, durable: false });
  const pool = openPool(server.url, { max: 2, limits: { statementMs: 0 } });
  onTestFinished(async () => {
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await migrate(server.url, "prisma/migrations");
  return { url: server.url, pool };
}

/** A listener that does not end its transaction, and so many notifications that no more are taken. */
async function fillQueue({ url, pool }: { url: string; pool: pg.Pool }): Promise<void> {
  const listener = await connect(url, { limits: { statementMs: 0, idleInTransactionMs: 0 } });
  onTestFinished(() => listener.end());
  await listener.query("listen something");
  await listener.query("begin; select 1");
  const fill = async () => {
    for (;;) await pool.query("select pg_notify('something', repeat(gen_random_uuid()::text, 200))");
  };
  await expect(fill()).rejects.toThrow("too many notifications in the NOTIFY queue");
}

test("the circuit breaker opens while the server's queue of notifications is full", async () => {
  const server = await serverWithSmallQueue();
  const endpointId = await addEndpoint("https://a.example.com/", server.pool);
  await fillQueue(server);
  const breaker = createBreaker({ pool: server.pool, suspendAfterMs: 3_600_000 });
  const failed = Array.from({ length: failuresToProbe }, (_, n) => ({
    held: { deliveryId: String(n + 1), attemptNumber: 1, endpointId, isProbe: false, resendBy: null },
    record: { ...delivered, outcome: "http_error" as const, statusCode: 500, cause: "It answered 500." },
    failureCounts: true,
    ownScheduleMs: null,
  })) as unknown as FinishedCall[];
  await breaker.count(failed);
  expect(await count("endpoint", "state = 'probing'", server.pool)).toBe(1);
});

test("an event is recorded while the server's queue of notifications is full", async () => {
  const { url, pool } = await serverWithSmallQueue();
  await addEndpoint("https://a.example.com/", pool);
  await pool.query("update event_switch set enabled = true");
  await fillQueue({ url, pool });

  const events = [{ eventType: "created", instanceId: "a-1", processName: "A" }] as const;
  expect(await recordEvents(pool, operator, events)).toMatchObject([{ outcome: "dispatched" }]);
  expect(await count("delivery", "status = 'pending'", pool)).toBe(1);
});

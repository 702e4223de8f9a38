import { gzipSync } from "node:zlib";
import type { Answer } from "@/lib/testing/answers";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { peakMemory } from "../memory";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

const atOnce = 50;

/** Each with what the delivery must become. */
const bodies: { path: string; answer: () => Answer; status: string; outcome: string }[] = [
  {
    path: "/drips",
    answer: () => ({ raw: "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", drip: "x", everyMs: 20 }),
    status: "delivered",
    outcome: "delivered",
  },
  {
    path: "/endless",
    answer: () => ({ raw: "HTTP/1.1 200 OK\r\n\r\n", drip: "x".repeat(65_536), everyMs: 5 }),
    status: "delivered",
    outcome: "delivered",
  },
  {
    path: "/gzip-bomb",
    answer: () => {
      const bomb = gzipSync(Buffer.alloc(200 * 1_024 * 1_024));
      return {
        raw: `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n${bomb.toString("latin1")}`,
      };
    },
    status: "delivered",
    outcome: "delivered",
  },
  {
    path: "/headers",
    answer: () => ({ raw: `HTTP/1.1 200 OK\r\nx-huge: ${"x".repeat(5_000_000)}\r\n\r\n` }),
    status: "failed",
    outcome: "protocol_error",
  },
];

export const endlessBodies: Row = {
  number: 8,
  title: "200, then a body that drips, never ends, is a gzip bomb; 5 MB of headers",
  must: "delivered at once (headers: protocol_error); memory + < 50 MB with 50 at once",
  core: false,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const dispatcher = await startDispatcher(stage, database, {
      env: {
        CALLBACK_RETRY_SCHEDULE: "none",
        CALLBACK_MAX_PER_ENDPOINT: String(atOnce),
        CALLBACK_MAX_IN_FLIGHT: String(atOnce),
      },
    });
    const healthy = await database.enable([`${receiver.url}/healthy`]);
    await database.commit(healthy, 3_000);
    await database.drained();
    const memory = peakMemory(dispatcher.pid);
    const baseMb = memory.peakMb();
    const figures: string[] = [];
    for (const { path, answer, status, outcome } of bodies) {
      await receiver.answer(path, answer());
      const [endpoint] = await database.enable([`${receiver.url}${path}`]);
      if (!endpoint) throw new Error("The URL was not added.");
      memory.forget();
      await database.commit([endpoint], atOnce);
      await database.drained();
      const moreMb = memory.peakMb() - baseMb;
      const { rows } = await database.pool.query<{ n: number; ms: number }>(
        `select count(*)::int as n, max(extract(epoch from done_at - started_at) * 1000)::float8 as ms
         from delivery join attempt on attempt.delivery_id = delivery.id
         where endpoint_id = $1 and status = $2 and outcome = $3`,
        [endpoint.id, status, outcome],
      );
      const { n = 0, ms = Number.NaN } = rows[0] ?? {};
      checks.holds(n === atOnce, `${path}: ${n} of ${atOnce} are ${status} as ${outcome}.`);
      checks.holds(ms <= 2_000, `${path}: the slowest was settled after ${Math.round(ms)} ms only.`);
      checks.holds(moreMb < 50, `${path}: the memory grew by ${moreMb.toFixed(0)} MB.`);
      figures.push(
        `${path.slice(1)} ${Math.round(ms)} ms ${moreMb >= 0 ? "+" : "−"}${Math.abs(moreMb).toFixed(0)} MB`,
      );
    }
    const counted = await database.judge(receiver, (path) => path !== "/headers");
    checks.counted(counted, 0);
    return { counted, figure: figures.join(", "), violations: checks.violations };
  },
};

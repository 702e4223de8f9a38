import { randomBytes } from "node:crypto";
import { operator } from "@/lib/auth/actor";
import { migrate } from "@/lib/db/migrate";
import { closePool, pool } from "@/lib/db/pool";
import { countLog } from "@/lib/deliveries/count-log";
import { listLog } from "@/lib/deliveries/list-log";
import type { LogCursor } from "@/lib/deliveries/log-cursor";
import type { LogFilter } from "@/lib/deliveries/log-filter";
import type { Bench } from "../measure";
import { atMost, count, type Finding, milliseconds } from "../report";
import { seedLog } from "../seed-log";
import { logRows } from "../settings";
import { percentile } from "../statistics";
import { pagesOfLog } from "./log-pages";

const perPage = 50;
const runs = 40;

/** Every filter of the log, often and hardly ever met, and some together. */
const logFilters: Record<string, LogFilter> = {
  everything: {},
  "status delivered": { status: "delivered" },
  "status failed": { status: "failed" },
  "status cancelled": { status: "cancelled" },
  "status pending": { status: "pending" },
  "not sent": { status: "not_sent" },
  "outcome timeout": { outcome: "timeout" },
  "outcome TLS, delivered before": { outcome: "tls_error", status: "delivered" },
  "code 503": { code: "503" },
  "code 2xx": { code: "2xx" },
  "code 418, nowhere": { code: "418" },
  "event deleted": { eventType: "deleted" },
  "process contains": { processName: "INVOICE" },
  "process contains, nowhere": { processName: "nobody" },
  "instance contains": { instanceID: "leave-1" },
  "instance contains, nowhere": { instanceID: "nobody-1" },
  "URL contains": { url: "ERP" },
  "URL contains, of old": { url: "service-2." },
  "URL contains, nowhere": { url: "nobody" },
  "URL and failed": { url: "service-19", status: "failed" },
  "last 15 minutes": { last: "15m" },
  "last hour, created": { last: "1h", eventType: "created" },
  "last 7 days, failed": { last: "7d", status: "failed" },
  "last 7 days, process, nowhere": { last: "7d", processName: "nobody" },
  "search for an instance": { q: "leave-3" },
  "search for what is not there": { q: "nobody-3" },
  "failed, URL, event, process": { status: "failed", url: "erp", eventType: "created", processName: "leave" },
};

/**
 * A page of the log and its count, as the screen asks for them, over a log of so many deliveries; then whole pages that are drawn
 * from the same log.
 */
export function searchedLog(bench: Bench): Promise<Finding[]> {
  return bench.server.withDatabase(async (database) => {
    await migrate(database.url, "prisma/migrations");
    const seeded = await seedLog(database, logRows, bench.progress);
    const before = process.env.DATABASE_URL;
    process.env.DATABASE_URL = database.url;
    process.env.APP_SECRET ??= randomBytes(32).toString("hex");
    try {
      const deep = await middle();
      const findings: Finding[] = [];
      const name = `log of ${count(seeded.deliveries)}`;
      for (const [what, filter] of Object.entries(logFilters)) {
        for (const [page, cursor] of [
          ["first page", null],
          ["deep page", deep],
        ] as const) {
          const { first, p95 } = await timed(filter, cursor);
          const measured = `${milliseconds(p95)}, the first ${milliseconds(first)}`;
          bench.progress(`${what}, ${page}: ${measured}`);
          findings.push({
            what: `${name}: ${what}, ${page}, p95`,
            measured,
            target: atMost(p95, seeded.deliveries > 2_000_000 ? 150 : 100, "ms"),
          });
        }
      }
      return [...findings, ...(await pagesOfLog(bench, database, process.env.APP_SECRET, name))];
    } finally {
      await closePool();
      if (before !== undefined) process.env.DATABASE_URL = before;
    }
  });
}

async function middle(): Promise<LogCursor> {
  const { rows } = await pool().query<LogCursor>(
    `select id::text as delivery, (extract(epoch from created_at) * 1000)::float8 as at, '' as event from delivery
     where id >= (select max(id) / 2 from delivery) order by id limit 1`,
  );
  const [cursor] = rows;
  if (!cursor) throw new Error("The log is empty.");
  return cursor;
}

/** The first finds nothing in the database's memory but what filters before have left there. */
async function timed(filter: LogFilter, cursor: LogCursor | null): Promise<{ first: number; p95: number }> {
  const times: number[] = [];
  for (let n = 0; n < runs; n += 1) {
    const startedAt = performance.now();
    await Promise.all([listLog(operator, { filter, limit: perPage, cursor }), countLog(operator, filter)]);
    times.push(performance.now() - startedAt);
  }
  return { first: times[0] ?? Number.NaN, p95: percentile(times, 95) };
}

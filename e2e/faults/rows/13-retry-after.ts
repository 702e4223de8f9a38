import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { until } from "../wait";

/** The schedule's own wait is a second, ± 20 %. `fromMs` and `toMs` bound the wait between the two requests. */
const scheduled = { fromMs: 790, toMs: 3_500 };
const asked: { path: string; status: number; value: () => string; fromMs: number; toMs: number }[] = [
  { path: "/seconds", status: 429, value: () => "7", fromMs: 7_000, toMs: 9_500 },
  // A date has whole seconds: at least 7 s from now, whatever is cut off.
  {
    path: "/date",
    status: 503,
    value: () => new Date(Date.now() + 8_500).toUTCString(),
    fromMs: 7_000,
    toMs: 11_500,
  },
  { path: "/negative", status: 429, value: () => "-1", ...scheduled },
  { path: "/words", status: 503, value: () => "soon", ...scheduled },
  { path: "/exponent", status: 429, value: () => "1e9", ...scheduled },
];
const dayMs = 24 * 3_600_000;

export const retryAfter: Row = {
  number: 13,
  title: "429/503 with Retry-After: 7, a date, -1, 1000000000, 1e9, words",
  must: "≥ 7 s; capped at 24 h; no exception",
  core: false,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const all = [...asked.map(({ path }) => path), "/huge"];
    const endpoints = await database.enable(all.map((path) => `${receiver.url}${path}`));
    const dispatcher = await startDispatcher(stage, database, { env: { CALLBACK_RETRY_SCHEDULE: "1s" } });
    for (const { path, status, value } of asked) {
      await receiver.answer(path, { status, headers: { "retry-after": value() } });
    }
    await receiver.answer("/huge", { status: 503, headers: { "retry-after": "1000000000" } });
    await database.commit(endpoints, 1);
    await receiver.arrived(all.length, 5_000);
    await receiver.answer(null, {});
    for (const path of all) await receiver.answer(path, {});
    await receiver.arrived(all.length * 2 - 1, 20_000);
    const log = await receiver.log();
    const waits = asked.map(({ path, fromMs, toMs }) => {
      const [first, second] = log.filter((one) => one.path === path);
      const waitMs = (second?.at ?? Number.NaN) - (first?.answeredAt ?? Number.NaN);
      checks.holds(waitMs >= fromMs && waitMs <= toMs, `${path}: it waited ${Math.round(waitMs)} ms.`);
      return `${path.slice(1)} ${(waitMs / 1_000).toFixed(1)} s`;
    });
    // The last results are written some milliseconds after they arrived.
    await until("all but one are settled", async () => {
      return (await database.count("delivery", "status = 'pending'")) === 1;
    });
    const { rows } = await database.pool.query<{ ms: number }>(
      "select extract(epoch from next_at - now())::float8 * 1000 as ms from delivery where status = 'pending'",
    );
    const hugeMs = rows[0]?.ms ?? Number.NaN;
    checks.holds(
      rows.length === 1 && hugeMs > dayMs - 60_000 && hugeMs <= dayMs,
      `Retry-After: 1000000000 waits ${Math.round(hugeMs / 1_000)} s (${rows.length} pending).`,
    );
    const errors = dispatcher.lines.filter((line) => Number(line.level) >= 50).map((line) => line.event);
    checks.holds(errors.length === 0, `The dispatcher logged errors: ${errors.join(", ")}.`);
    const counted = await database.judge(receiver, (path) => path !== "/huge");
    checks.counted(counted, asked.length);
    return {
      counted,
      figure: `${waits.join(", ")}, huge ${(hugeMs / 3_600_000).toFixed(1)} h`,
      violations: checks.violations,
    };
  },
};

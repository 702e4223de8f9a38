import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { latencies, p95, unchanged } from "../latency";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { silentPort } from "../silent-port";

export const synUnanswered: Row = {
  number: 12,
  title: "a SYN is never answered",
  must: "attempt ≤ 10.5 s; healthy URLs unaffected",
  core: false,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const healthy = await database.enable([`${receiver.url}/a`, `${receiver.url}/b`]);
    const silent = await database.enable([`http://127.0.0.1:${await silentPort(stage)}/silent`]);
    await startDispatcher(stage, database, { env: { CALLBACK_RETRY_SCHEDULE: "none" } });
    await latencies(database, receiver, healthy, { forMs: 2_000 });
    const before = p95(await latencies(database, receiver, healthy, { forMs: 5_000 }));
    await database.commit(silent, 12);
    const during = p95(await latencies(database, receiver, healthy, { forMs: 12_000 }));
    await database.drained();
    const ended = (await attempts(database)).filter((one) => one.deliveryStatus === "failed");
    const maxAttemptMs = Math.max(...ended.map((one) => one.totalMs ?? Number.POSITIVE_INFINITY));
    checks.holds(
      ended.length === 12 && ended.every((one) => one.outcome === "timeout"),
      `${ended.length} of 12 attempts failed, as ${[...new Set(ended.map((one) => one.outcome))].join(", ")}.`,
    );
    checks.holds(maxAttemptMs <= 10_500, `An attempt took ${Math.round(maxAttemptMs)} ms.`);
    checks.holds(
      unchanged(before, during),
      `The others' p95 went from ${before.toFixed(1)} to ${during.toFixed(1)} ms.`,
    );
    const counted = await database.judge(receiver, (path) => path !== "/silent");
    checks.counted(counted, 0);
    return {
      counted,
      figure: `12 attempts ≤ ${Math.round(maxAttemptMs)} ms; others' p95 ${before.toFixed(1)} → ${during.toFixed(1)} ms`,
      violations: checks.violations,
    };
  },
};

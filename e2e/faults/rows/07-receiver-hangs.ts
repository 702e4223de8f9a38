import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { latencies, p95, unchanged } from "../latency";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

const paths = { hangs: "/hangs", drips: "/drips", hints: "/hints" };

export const receiverHangs: Row = {
  number: 7,
  title: "the receiver hangs; drips headers; sends 103 for ever",
  must: "attempt ends at 10.0–10.5 s; others' p95 unchanged ± 20 %",
  core: false,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    await receiver.answer(paths.hangs, "hang");
    await receiver.answer(paths.drips, { raw: "HTTP/1.1 200 OK\r\n", drip: "x-more: 1\r\n", everyMs: 100 });
    await receiver.answer(paths.hints, {
      raw: "",
      drip: "HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n",
      everyMs: 100,
    });
    const healthy = await database.enable([`${receiver.url}/a`, `${receiver.url}/b`]);
    const dead = await database.enable(Object.values(paths).map((path) => `${receiver.url}${path}`));
    await startDispatcher(stage, database, { env: { CALLBACK_RETRY_SCHEDULE: "none" } });
    await latencies(database, receiver, healthy, { forMs: 2_000 });
    const before = p95(await latencies(database, receiver, healthy, { forMs: 8_000 }));
    // Fewer than open the circuit breaker, which would take the load off before it is measured.
    await database.commit(dead, 16);
    const during = p95(await latencies(database, receiver, healthy, { forMs: 18_000 }));
    await database.drained();
    const ended = (await attempts(database)).filter((one) => one.deliveryStatus === "failed");
    const took = ended.map((one) => one.totalMs ?? Number.NaN);
    checks.holds(ended.length === 48, `${ended.length} of 48 attempts at dead URLs failed.`);
    const outcomes = [...new Set(ended.map((one) => one.outcome))].join(", ");
    checks.holds(outcomes === "timeout", `They ended as ${outcomes}.`);
    const off = took.filter((ms) => !(ms >= 9_990 && ms <= 10_500)).length;
    checks.holds(off === 0, `${off} of them did not end between 10.0 and 10.5 s (${span(took)} ms).`);
    const open = (await receiver.log()).flatMap((one) =>
      one.path === paths.hangs ? [(one.closedAt ?? Number.POSITIVE_INFINITY) - one.at] : [],
    );
    checks.holds(
      Math.max(...open) <= 10_600,
      `The receiver saw a call end after ${Math.round(Math.max(...open))} ms.`,
    );
    checks.holds(
      unchanged(before, during),
      `The others' p95 went from ${before.toFixed(1)} to ${during.toFixed(1)} ms.`,
    );
    const counted = await database.judge(receiver, (path) => path === "/a" || path === "/b");
    checks.counted(counted, 0);
    return {
      counted,
      figure: `48 attempts ended at ${span(took)} ms; others' p95 ${before.toFixed(1)} → ${during.toFixed(1)} ms`,
      violations: checks.violations,
    };
  },
};

const span = (values: number[]) => `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}`;

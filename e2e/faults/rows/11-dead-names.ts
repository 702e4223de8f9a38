import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { latencies, p95 } from "../latency";
import { startNameServer } from "../name-server";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

export const deadNames: Row = {
  number: 11,
  title: "a name that does not exist; 8 names whose DNS never answers",
  must: "healthy URLs' p95 < 200 ms",
  core: false,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const { wrap, asked } = await startNameServer(stage);
    const healthy = await database.enable([`${receiver.url}/a`, `${receiver.url}/b`]);
    const silent = Array.from({ length: 8 }, (_, n) => `http://silent-${n}.callboard-faults.com/silent`);
    const dead = await database.enable([...silent, "http://missing.callboard-faults.com/missing"]);
    await startDispatcher(stage, database, { wrap, env: { CALLBACK_RETRY_SCHEDULE: "none" } });
    const before = p95(await latencies(database, receiver, healthy, { forMs: 3_000 }));
    await database.commit(dead, 60);
    const during = p95(await latencies(database, receiver, healthy, { forMs: 20_000 }));
    const trail = (await attempts(database)).filter((one) => !one.url.startsWith(receiver.url));
    const outcomes = [...new Set(trail.map((one) => one.outcome))].filter((one) => one !== "in_progress");
    checks.holds(outcomes.join() === "dns_error", `Attempts at dead names ended as ${outcomes.join(", ")}.`);
    checks.holds(
      trail.some((one) => one.url.includes("missing") && /does not exist/.test(one.cause ?? "")),
      "No attempt says that the missing name does not exist.",
    );
    const { silent: unanswered, missing } = asked();
    checks.holds(unanswered > 0 && missing > 0, "The name server was not asked, so the row proves nothing.");
    checks.holds(during < 200, `The healthy URLs' p95 was ${Math.round(during)} ms.`);
    const counted = await database.judge(receiver, (path) => path === "/a" || path === "/b");
    checks.counted(counted, 0);
    return {
      counted,
      figure: `healthy p95 ${before.toFixed(1)} → ${during.toFixed(1)} ms; ${trail.length} attempts at dead names, ${unanswered} questions unanswered`,
      violations: checks.violations,
    };
  },
};

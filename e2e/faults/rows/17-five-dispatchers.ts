import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

export const fiveDispatchers: Row = {
  number: 17,
  title: "five dispatchers, 10,000 rows, no kill",
  must: "repeats 0",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const urls = Array.from({ length: 20 }, (_, n) => `${receiver.url}/ep/${n}`);
    const endpoints = await database.enable(urls);
    const dispatchers = await Promise.all([1, 2, 3, 4, 5].map(() => startDispatcher(stage, database)));
    await database.commit(endpoints, 500);
    const drainedMs = await database.drained();
    const counted = await database.judge(receiver);
    const { rows: shares } = await database.pool.query<{ n: number }>(
      "select count(*)::int as n from attempt group by dispatcher_id order by n",
    );
    checks.counted(counted, 0);
    checks.holds(
      shares.length === dispatchers.length,
      `${shares.length} of ${dispatchers.length} dispatchers had a share.`,
    );
    const once = await database.count("delivery", "status = 'delivered' and attempts = 1");
    checks.holds(once === counted.pairs, `${once} of ${counted.pairs} were delivered at the first attempt.`);
    return {
      counted,
      figure: `${counted.pairs} in ${(drainedMs / 1_000).toFixed(1)} s, shares ${shares.map(({ n }) => n).join(" ")}`,
      violations: checks.violations,
    };
  },
};

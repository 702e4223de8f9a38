import { isUnclaimed } from "@/lib/attempts/state";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

export const sigterm: Row = {
  number: 19,
  title: "SIGTERM with 50 calls under way",
  must: "no new claim, they finish, exit 0 ≤ 12 s, repeats 0",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    await receiver.answer(null, { delayMs: stage.core ? 2_000 : 8_000 });
    const endpoints = await database.enable(Array.from({ length: 10 }, (_, n) => `${receiver.url}/ep/${n}`));
    const env = { CALLBACK_MAX_IN_FLIGHT: "50", CALLBACK_MAX_PER_ENDPOINT: "5" };
    const dispatcher = await startDispatcher(stage, database, { env });
    await database.commit(endpoints, 30);
    await receiver.arrived(50);
    const askedAt = performance.now();
    dispatcher.kill("SIGTERM");
    const code = await dispatcher.exit;
    const tookMs = performance.now() - askedAt;
    const { arrived } = await receiver.count();
    checks.holds(code === 0, `It ended with exit code ${code}.`);
    checks.holds(tookMs <= 12_000, `It took ${Math.round(tookMs)} ms to end.`);
    checks.holds(arrived === 50, `${arrived} calls were made; 50 were under way.`);
    const finished = await database.count("delivery", "status = 'delivered' and attempts = 1");
    checks.holds(finished === 50, `${finished} of the 50 calls under way are on record as delivered.`);
    const free = await database.count("delivery", `status = 'pending' and ${isUnclaimed()}`);
    checks.holds(free === 250, `${free} of the 250 others are free to be claimed.`);
    // The next one sends the rest, and nothing of what was under way again.
    await receiver.answer(null, {});
    await startDispatcher(stage, database);
    await database.drained();
    const counted = await database.judge(receiver);
    checks.counted(counted, 0);
    return {
      counted,
      figure: `exit ${code} after ${(tookMs / 1_000).toFixed(1)} s, ${finished} of 50 finished`,
      violations: checks.violations,
    };
  },
};

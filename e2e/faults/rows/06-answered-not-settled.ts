import { startGate } from "@/lib/testing/gate";
import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { until } from "../wait";

const calls = 24;

export const answeredNotSettled: Row = {
  number: 6,
  title: "the database dies between a receiver's 200 and the settling",
  must: "one repeat per call under way, same webhook-id",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const gate = await startGate(new URL(database.url));
    stage.after(() => gate.close());
    const receiver = await startFaultReceiver(stage);
    await receiver.answer(null, "hold");
    const endpoints = await database.enable(["a", "b", "c"].map((name) => `${receiver.url}/${name}`));
    const first = await startDispatcher(stage, database, { databaseUrl: gate.url });
    await database.commit(endpoints, calls / endpoints.length);
    await receiver.arrived(calls);
    gate.shut();
    await receiver.answer(null, {});
    // It knows each result, and can write none of them; then it dies with them.
    const known = () => first.lines.filter((line) => line.event === "delivery.attempted").length;
    await until("the dispatcher has read all answers", () => known() === calls, 10_000);
    first.kill("SIGKILL");
    await first.exit;
    const unsettled = await database.count("delivery", "status = 'pending'");
    checks.holds(
      unsettled === calls,
      `${calls - unsettled} of ${calls} results were written through a shut gate.`,
    );
    await startDispatcher(stage, database);
    await database.drained();
    const counted = await database.judge(receiver);
    checks.counted(counted, calls);
    checks.holds(
      counted.repeats === calls,
      `${counted.repeats} calls were repeated, of ${calls} whose result was lost.`,
    );
    checks.holds(counted.maxPerPair <= 2, `One pair was called ${counted.maxPerPair} times.`);
    const trail = await attempts(database);
    const interrupted = trail.filter((one) => one.number === 1 && one.outcome === "interrupted").length;
    checks.holds(interrupted === calls, `${interrupted} of ${calls} first attempts show as interrupted.`);
    return {
      counted,
      figure: `${calls} results lost, ${counted.repeats} repeated once with the same id`,
      violations: checks.violations,
    };
  },
};

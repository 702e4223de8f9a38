import { leaseMs } from "@/lib/attempts/lease";
import { isClaimed } from "@/lib/attempts/state";
import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { pause, until } from "../wait";

/** The lease is 30 s; until it is over nobody else may take what the stopped one holds. */

export const stoppedPastLease: Row = {
  number: 18,
  title: "SIGSTOP a dispatcher past its lease, SIGCONT",
  must: "≤ 1 repeat a held row; the stale result is refused",
  core: true,
  waits: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    await receiver.answer(null, "hold");
    const endpoints = await database.enable(Array.from({ length: 4 }, (_, n) => `${receiver.url}/ep/${n}`));
    const stopped = await startDispatcher(stage, database);
    await database.commit(endpoints, 40);
    await receiver.arrived(32);
    stopped.kill("SIGSTOP");
    const stoppedAt = performance.now();
    // Its 32 calls are answered, which it does not see; the others of the 160 it has claimed, or nobody.
    await receiver.answer(null, {});
    const held = await database.count("delivery", isClaimed());
    await startDispatcher(stage, database);
    await until(
      "the other one delivers everything",
      async () => (await database.count("delivery", "status <> 'delivered'")) === 0,
      leaseMs + 20_000,
      200,
    );
    const takenOverMs = performance.now() - stoppedAt;
    await pause(Math.max(0, leaseMs + 500 - takenOverMs));
    const before = (await receiver.count()).arrived;
    stopped.kill("SIGCONT");
    const refused = () => stopped.lines.filter((line) => line.event === "delivery.fence_lost").length;
    await until("the stale results are refused", () => refused() >= 32, 20_000);
    // It works on, under whatever identity: what it sends now comes after all it might have sent wrongly.
    const [last] = await database.commit(endpoints, 1);
    await database.drained();
    await until("the last event arrives", async () =>
      (await receiver.log()).some((one) => one.webhookId === last),
    );
    const counted = await database.judge(receiver);
    const stray = (await receiver.count()).arrived - before - endpoints.length;
    checks.counted(counted, held);
    checks.holds(counted.maxPerPair <= 2, `One pair was called ${counted.maxPerPair} times.`);
    checks.holds(stray === 0, `${stray} calls were made after SIGCONT of what others had delivered.`);
    const stale = (await attempts(database)).filter(
      (one) => one.number === 1 && one.outcome === "interrupted",
    );
    checks.holds(
      stale.length >= 32,
      `${stale.length} of 32 calls whose result came too late show as interrupted.`,
    );
    return {
      counted,
      figure: `${held} held, ${counted.repeats} repeated, ${refused()} stale results refused, all done after ${(takenOverMs / 1_000).toFixed(1)} s`,
      violations: checks.violations,
    };
  },
};

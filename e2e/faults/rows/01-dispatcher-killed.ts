import { isOpen } from "@/lib/attempts/state";
import { openDatabase } from "../database";
import { type FaultDispatcher, startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { monotonicMs } from "../receiver-log";
import { createChecks, type Row } from "../row";
import { pause, until } from "../wait";

/** `CALLBACK_MAX_IN_FLIGHT`: no more calls can be under way, or made and not yet recorded, in one dispatcher. */
const underWay = 64;

export const dispatcherKilled: Row = {
  number: 1,
  title: "kill -9 a dispatcher, at random, under load",
  must: "repeats ≤ calls under way; others resume ≤ 5 s; interrupted attempts visible",
  core: true,
  limitMs: 240_000,
  async run(stage) {
    const kills = stage.core ? 4 : 20;
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    await receiver.answer(null, { delayMs: 15 });
    const urls = Array.from({ length: 10 }, (_, n) => `${receiver.url}/ep/${n}`);
    const endpoints = await database.enable(urls);
    const survivor = await startDispatcher(stage, database);

    let loading = true;
    const load = (async () => {
      while (loading) {
        if ((await database.count("delivery", "done_at is null")) < 2_000)
          await database.commit(endpoints, 100);
        await pause(50);
      }
    })();
    // When the row fails before it waits for this, its end must not be one more failure.
    load.catch(() => {});
    const resumedMs: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = await startDispatcher(stage, database);
      const { arrived } = await receiver.count();
      await receiver.arrived(arrived + 50);
      await pause(Math.random() * 500);
      victim.kill("SIGKILL");
      const killedAt = monotonicMs();
      await victim.exit;
      const released = () => releaseOf(survivor, victim.dispatcherId);
      await until("the survivor releases what the dead one held", () => released() !== undefined, 15_000);
      resumedMs.push((released() ?? Number.NaN) - killedAt);
    }
    loading = false;
    await load;
    await database.drained();
    const counted = await database.judge(receiver);
    const interrupted = await database.count("attempt", "outcome = 'interrupted' and cause is not null");
    const slowest = Math.max(...resumedMs);
    checks.counted(counted, kills * underWay);
    checks.holds(slowest <= 5_000, `What a dead one held was released after ${Math.round(slowest)} ms only.`);
    checks.holds(interrupted > 0, "No attempt shows as interrupted, so no kill met a call, or it is hidden.");
    const open = await database.count("attempt", isOpen());
    checks.holds(open === 0, `${open} attempts show as under way when all is over.`);
    return {
      counted,
      figure: `${kills} kills, ${counted.pairs} pairs, ${interrupted} interrupted, resumed ≤ ${(slowest / 1_000).toFixed(1)} s`,
      violations: checks.violations,
    };
  },
};

function releaseOf(survivor: FaultDispatcher, dispatcherId: unknown): number | undefined {
  return survivor.lines.find(
    (line) =>
      line.event === "dispatcher.dead" &&
      Array.isArray(line.dispatcherIds) &&
      line.dispatcherIds.includes(dispatcherId),
  )?.at;
}

import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { peakMemory } from "../memory";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { preparedSave } from "../save";
import { until } from "../wait";

const events = 100_000;
/** All of 300,000 rows would be ten times this and more. */
const maxMb = 300;
const maxSaveMs = 5_000;

export const aHundredThousand: Row = {
  number: 15,
  title: "100,000 events at once, 3 URLs",
  must: "300,000 delivered; memory bounded; saves stay usable",
  core: false,
  limitMs: 900_000,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const urls = ["a", "b", "c"].map((name) => `${receiver.url}/${name}`);
    const endpoints = await database.enable(urls);
    const dispatcher = await startDispatcher(stage, database, { env: { LOG_LEVEL: "warn" } });
    const memory = peakMemory(dispatcher.pid);
    const committingAt = performance.now();
    await database.commit(endpoints, events, { hint: false });
    const committedMs = performance.now() - committingAt;
    await receiver.arrived(1_000);
    const saves: number[] = [];
    // A fourth URL comes and goes while the three drain: nothing of theirs may be cancelled by that.
    for (let round = 1; round <= 6; round += 1) {
      const save = await preparedSave(stage, database, `Ada${round}`, {
        urls: round % 2 === 1 ? [...urls, `${receiver.url}/d`] : urls,
      });
      const pending = await database.count("delivery", "done_at is null");
      const end = await save();
      saves.push(end.ms);
      checks.holds(end.kind === "saved", `A save with ${pending} pending ended ${end.kind}: ${end.message}.`);
      checks.holds(end.ms <= maxSaveMs, `A save with ${pending} pending took ${Math.round(end.ms)} ms.`);
      const { arrived } = await receiver.count();
      await until(
        "more is delivered",
        async () => (await receiver.count()).arrived >= Math.min(arrived + 20_000, events * 3),
      );
    }
    await until(
      "300,000 are delivered",
      async () => (await receiver.count()).answered >= events * 3,
      800_000,
      500,
    );
    await database.drained(60_000);
    const drainedMs = performance.now() - committingAt - committedMs;
    const peakMb = memory.peakMb();
    const counted = await database.judge(receiver);
    checks.counted(counted, 0);
    const delivered = await database.count("delivery", "status = 'delivered'");
    checks.holds(delivered === events * 3, `${delivered} of ${events * 3} are on record as delivered.`);
    checks.holds(peakMb <= maxMb, `The dispatcher used ${Math.round(peakMb)} MB.`);
    return {
      counted,
      figure: `${delivered} in ${Math.round(drainedMs / 1_000)} s (${Math.round(delivered / (drainedMs / 1_000))}/s), peak ${Math.round(peakMb)} MB, saves ${saves.map((ms) => Math.round(ms)).join(" ")} ms`,
      violations: checks.violations,
    };
  },
};

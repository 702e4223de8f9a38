import type { EventType } from "@/lib/events/event-types";
import { databaseUrlOf } from "../../callboard";
import { appSecret, killNow, partOf, startFaultCallboard, tokenOf } from "../callboard";
import { prepareDatabase } from "../database";
import { startFaultReceiver } from "../receiver";
import { monotonicMs } from "../receiver-log";
import { createChecks, type Row } from "../row";
import { until } from "../wait";
import { halfChanges, missingEvents, startWriters } from "../writers";

const all: EventType[] = ["created", "updated", "deleted"];
const underWay = 64;

export const postgresKilled: Row = {
  number: 3,
  title: "kill -9 all of PostgreSQL while programs write and calls are made",
  must: "every acknowledged change is in E; web and dispatcher recover ≤ 10 s without restart",
  core: true,
  async run(stage) {
    const kills = stage.core ? 1 : 4;
    const checks = createChecks();
    const receiver = await startFaultReceiver(stage);
    await receiver.answer(null, { delayMs: 20 });
    const callboard = await startFaultCallboard(stage);
    const database = await prepareDatabase(stage, await databaseUrlOf(callboard.dataDir), appSecret);
    await database.enable([`${receiver.url}/a`, `${receiver.url}/b`], all);
    const writers = startWriters(callboard.url, await tokenOf(callboard), 8);
    stage.after(() => writers.stop());
    const others = () => [partOf(callboard, "web")[0], partOf(callboard, "dispatcher")[0]].join(" ");
    const before = others();
    const recoveredMs: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const acknowledged = writers.acknowledged.length;
      await until("changes are acknowledged", () => writers.acknowledged.length > acknowledged + 150, 30_000);
      const killedAt = performance.now();
      const killedAtMonotonic = monotonicMs();
      const killed = partOf(callboard, "postgres");
      killNow(killed);
      const back = () => writers.acknowledged.find((one) => one.askedAt > killedAt);
      await until("a change is acknowledged again", () => back() !== undefined, 30_000);
      const webMs = (back()?.at ?? Number.NaN) - killedAt;
      // Sent of an event that was written after the kill: the dispatcher has claimed again.
      let sentAt: number | undefined;
      await until("a call is made again", async () => {
        const later = new Set(
          writers.acknowledged.filter((one) => one.askedAt > killedAt).map((one) => one.eventID),
        );
        sentAt = (await receiver.log()).find((one) => later.has(one.webhookId))?.at;
        return sentAt !== undefined;
      });
      const survivors = partOf(callboard, "postgres").filter((pid) => killed.includes(pid)).length;
      checks.holds(survivors === 0, `${survivors} processes of PostgreSQL survived kill -9.`);
      recoveredMs.push(webMs, (sentAt ?? Number.NaN) - killedAtMonotonic);
    }
    await writers.stop();
    await database.drained();
    const missing = await missingEvents(database, writers.acknowledged);
    const half = await halfChanges(database);
    const counted = await database.judgeAll(receiver, ["/a", "/b"]);
    const slowest = Math.max(...recoveredMs);
    checks.counted(counted, kills * underWay);
    checks.holds(missing === 0, `${missing} acknowledged changes have no event.`);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    checks.holds(slowest <= 10_000, `It took ${Math.round(slowest)} ms until all worked again.`);
    checks.holds(others() === before, "The web app or the dispatcher was started again.");
    return {
      counted,
      figure: `${kills} kills, ${writers.acknowledged.length} acknowledged, ${missing} missing, recovered ≤ ${(slowest / 1_000).toFixed(1)} s`,
      violations: checks.violations,
    };
  },
};

import type { EventType } from "@/lib/events/event-types";
import { databaseUrlOf } from "../../callboard";
import { appSecret, killNow, partOf, startFaultCallboard, tokenOf } from "../callboard";
import { prepareDatabase } from "../database";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { pause, until } from "../wait";
import { halfChanges, missingEvents, startWriters } from "../writers";

const all: EventType[] = ["created", "updated", "deleted"];

export const webKilled: Row = {
  number: 2,
  title: "kill -9 the web process while 8 programs write",
  must: "every acknowledged change is in E; no half change",
  core: false,
  async run(stage) {
    const kills = 5;
    const checks = createChecks();
    const receiver = await startFaultReceiver(stage);
    const callboard = await startFaultCallboard(stage);
    const database = await prepareDatabase(stage, await databaseUrlOf(callboard.dataDir), appSecret);
    await database.enable([`${receiver.url}/a`, `${receiver.url}/b`], all);
    const writers = startWriters(callboard.url, await tokenOf(callboard), 8);
    stage.after(() => writers.stop());
    for (let kill = 0; kill < kills; kill += 1) {
      const before = writers.acknowledged.length;
      await until("changes are acknowledged", () => writers.acknowledged.length > before + 100, 30_000);
      await pause(Math.random() * 200);
      killNow(partOf(callboard, "web"));
      const killedAt = performance.now();
      await until(
        "the web app is back",
        () => writers.acknowledged.some((one) => one.askedAt > killedAt),
        30_000,
      );
    }
    await writers.stop();
    await database.drained();
    const missing = await missingEvents(database, writers.acknowledged);
    const half = await halfChanges(database);
    const cutOff = writers.refused.length;
    const counted = await database.judgeAll(receiver, ["/a", "/b"]);
    checks.counted(counted, 0);
    checks.holds(missing === 0, `${missing} acknowledged changes have no event.`);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    checks.holds(cutOff > 0, "No request was cut off, so the kills met no writing.");
    return {
      counted,
      figure: `${kills} kills, ${writers.acknowledged.length} acknowledged, ${cutOff} cut off, ${missing} missing, ${half} half`,
      violations: checks.violations,
    };
  },
};

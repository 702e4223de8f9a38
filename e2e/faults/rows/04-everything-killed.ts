import type { EventType } from "@/lib/events/event-types";
import { databaseUrlOf } from "../../callboard";
import { appSecret, killAll, startAgain, startFaultCallboard, tokenOf } from "../callboard";
import { prepareDatabase } from "../database";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { pause } from "../wait";
import { halfChanges, missingEvents, startWriters } from "../writers";

const all: EventType[] = ["created", "updated", "deleted"];
const underWay = 64;

export const everythingKilled: Row = {
  number: 4,
  title: "kill -9 everything, again and again; npm start",
  must: "comes up unaided; LOST 0",
  core: true,
  waits: true,
  limitMs: 300_000,
  async run(stage) {
    const kills = stage.core ? 2 : 10;
    const checks = createChecks();
    const receiver = await startFaultReceiver(stage);
    await receiver.answer(null, { delayMs: 50 });
    let callboard = await startFaultCallboard(stage);
    const token = await tokenOf(callboard);
    const first = await prepareDatabase(stage, await databaseUrlOf(callboard.dataDir), appSecret);
    await first.enable([`${receiver.url}/a`, `${receiver.url}/b`], all);
    const writers = startWriters(callboard.url, token, 4);
    stage.after(() => writers.stop());
    const readyMs: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(300 + Math.random() * 1_000);
      await killAll(callboard);
      await callboard.exit;
      const startedAt = performance.now();
      callboard = await startAgain(stage, callboard);
      readyMs.push(performance.now() - startedAt);
    }
    await writers.stop();
    // Its port may have changed.
    const database = await prepareDatabase(stage, await databaseUrlOf(callboard.dataDir), appSecret);
    await database.drained();
    const missing = await missingEvents(database, writers.acknowledged);
    const half = await halfChanges(database);
    const counted = await database.judgeAll(receiver, ["/a", "/b"]);
    checks.counted(counted, kills * underWay);
    checks.holds(missing === 0, `${missing} acknowledged changes have no event.`);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    return {
      counted,
      figure: `${kills} kills, ${writers.acknowledged.length} acknowledged, ${missing} missing, ready again ≤ ${(Math.max(...readyMs) / 1_000).toFixed(1)} s`,
      violations: checks.violations,
    };
  },
};

import { databaseUrlOf } from "../../callboard";
import { attempts } from "../attempts";
import { appSecret, killAll, killNow, processesOf, startAgain, startFaultCallboard } from "../callboard";
import { type FaultDatabase, prepareDatabase } from "../database";
import { type FaultReceiver, startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

const kills = 10;
const underWay = 64;
const urlCount = 10;
const eventCount = 5;

export const everyRepeatOnRecord: Row = {
  number: 30,
  title: `kill -9 of everything, PostgreSQL included, ${kills} times, in mid-call`,
  must: "every repeat has an attempt on record that speaks of it",
  core: false,
  limitMs: 300_000,
  async run(stage) {
    const checks = createChecks();
    const receiver = await startFaultReceiver(stage);
    // No result is written before the kill: it would take to the disk what was written before it.
    await receiver.answer(null, { delayMs: 1_000 });
    let callboard = await startFaultCallboard(stage);
    const open = async () => prepareDatabase(stage, await databaseUrlOf(callboard.dataDir), appSecret);
    const paths = Array.from({ length: urlCount }, (_, n) => `/ep/${n}`);
    let database = await open();
    const endpoints = await database.enable(paths.map((path) => `${receiver.url}${path}`));
    for (let kill = 0; kill < kills; kill += 1) {
      const { arrived } = await receiver.count();
      const pids = processesOf(callboard).map(({ pid }) => pid);
      await database.commit(endpoints, eventCount);
      await receiver.arrived(arrived + 1);
      killNow(pids);
      await killAll(callboard);
      await callboard.exit;
      callboard = await startAgain(stage, callboard);
      database = await open();
      await database.drained();
    }
    const counted = await database.judgeAll(receiver, paths);
    const interrupted = await database.count("attempt", "outcome = 'interrupted' and cause is not null");
    const unknown = await unknownCalls(database, receiver);
    checks.counted(counted, kills * underWay);
    checks.holds(counted.repeats > 0, "No call was repeated, so no kill met one.");
    checks.holds(unknown.length === 0, `${unknown.length} calls are not on record, ${unknown[0]} first.`);
    return {
      counted,
      figure: `${kills} kills, ${counted.repeats} repeats, ${unknown.length} of them unknown, ${interrupted} interrupted attempts`,
      violations: checks.violations,
    };
  },
};

/** Calls the receiver saw beyond the attempts on record, as `<event> <path>`, each as often as it happened. */
async function unknownCalls(database: FaultDatabase, receiver: FaultReceiver): Promise<string[]> {
  const onRecord = new Map<string, number>();
  for (const { eventId, url } of await attempts(database)) {
    const call = `${eventId} ${new URL(url).pathname}`;
    onRecord.set(call, (onRecord.get(call) ?? 0) + 1);
  }
  return (await receiver.log()).flatMap(({ webhookId, path }) => {
    const call = `${webhookId} ${path}`;
    const left = (onRecord.get(call) ?? 0) - 1;
    onRecord.set(call, left);
    return left < 0 ? [call] : [];
  });
}

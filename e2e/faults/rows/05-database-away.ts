import { startGate } from "@/lib/testing/gate";
import { appSecret, partOf, startFaultCallboard, tokenOf } from "../callboard";
import { openDatabase } from "../database";
import { cpuSeconds } from "../memory";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { preparedSave } from "../save";
import { pause } from "../wait";
import { callApi } from "../writers";

const underWay = 8;
const awayMs = 6_000;
const change = { body: { processName: "training-request" }, timeoutMs: 12_000 };

export const databaseAway: Row = {
  number: 5,
  title: "the database is away: refused, then stalled as if a cable were pulled",
  must: "saving fails ≤ 5 s with a clear sentence; no call without a claim; no busy loop; the backlog drains",
  core: true,
  waits: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage, appSecret);
    const gate = await startGate(new URL(database.url));
    stage.after(() => gate.close());
    const receiver = await startFaultReceiver(stage);
    const endpoints = await database.enable([`${receiver.url}/in`]);
    const callboard = await startFaultCallboard(stage, { DATABASE_URL: gate.url });
    const token = await tokenOf(callboard);
    const create = () => callApi(callboard.url, token, "POST", "/api/instances/create", change);
    const first = await create();
    checks.holds(first.status === 201, `With the database there, a change was answered ${first.status}.`);
    await database.drained();
    const [dispatcher = 0] = partOf(callboard, "dispatcher");
    const [web = 0] = partOf(callboard, "web");
    const figures: string[] = [];

    for (const how of ["refused", "stalled"] as const) {
      const save = await preparedSave(stage, database, how, {
        urls: [`${receiver.url}/in`, `${receiver.url}/${how}`],
        databaseUrl: gate.url,
      });
      // Connections that were just used lie ready in the pools: a stalled one looks like a living one.
      await Promise.all([create(), create(), create()]);
      await database.drained();
      await receiver.answer(null, "hold");
      const before = (await receiver.count()).arrived;
      await database.commit(endpoints, underWay);
      await receiver.arrived(before + underWay, 10_000);
      if (how === "refused") gate.shut();
      else gate.stall();
      const since = performance.now();
      const cpuBefore = cpuSeconds(dispatcher) + cpuSeconds(web);
      // Their calls end now, and their results cannot be written; more becomes due that nobody can claim.
      await receiver.answer(null, {});
      await database.commit(endpoints, 40);

      const askedAt = performance.now();
      const answer = await create().catch((error) => ({ status: 0, body: { detail: String(error) } }));
      const apiMs = performance.now() - askedAt;
      const saved = await Promise.race([save(), pause(12_000, undefined)]);
      const saveMs = saved?.ms ?? 12_000;
      const clear =
        /The database does not answer\. (Nothing was changed; try again in a moment|Whether this was done is not known: look before you try again)\./;
      checks.holds(apiMs <= 5_000, `${how}: a change was answered after ${Math.round(apiMs)} ms only.`);
      checks.holds(
        answer.status === 503 && clear.test(answer.body.detail ?? ""),
        `${how}: a change was answered ${answer.status} ${JSON.stringify(answer.body.detail)}.`,
      );
      checks.holds(
        saveMs <= 5_000,
        `${how}: a save of the settings ended after ${Math.round(saveMs)} ms only.`,
      );
      checks.holds(
        saved?.kind === "error" && clear.test(saved.message),
        `${how}: a save of the settings ended ${saved ? `${saved.kind} ${JSON.stringify(saved.message)}` : "not at all"}.`,
      );
      await pause(Math.max(0, awayMs - (performance.now() - since)));
      const seconds = (performance.now() - since) / 1_000;
      const cpu = (cpuSeconds(dispatcher) + cpuSeconds(web) - cpuBefore) / seconds;
      checks.holds(cpu < 0.25, `${how}: web and dispatcher used ${Math.round(cpu * 100)} % of a processor.`);
      const unclaimed = (await receiver.count()).arrived - before - underWay;
      checks.holds(unclaimed === 0, `${how}: ${unclaimed} calls were made without the database.`);
      gate.open();
      const drainedMs = await database.drained();
      figures.push(
        `${how}: API ${(apiMs / 1_000).toFixed(1)} s, save ${(saveMs / 1_000).toFixed(1)} s, CPU ${Math.round(cpu * 100)} %, drained in ${(drainedMs / 1_000).toFixed(1)} s`,
      );
    }
    const again = await create();
    checks.holds(again.status === 201, `Afterwards a change was answered ${again.status}.`);
    await database.drained();
    const counted = await database.judgeAll(receiver, ["/in"]);
    checks.counted(counted, 2 * underWay);
    return { counted, figure: figures.join("; "), violations: checks.violations };
  },
};

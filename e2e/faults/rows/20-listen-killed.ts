import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { monotonicMs } from "../receiver-log";
import { createChecks, type Row } from "../row";
import { pause, until } from "../wait";

/** The sweep's second, and what a claim and a call take on a busy machine. */
const maxMs = 1_250;

export const listenKilled: Row = {
  number: 20,
  title: "the LISTEN backend is killed; hints are lost",
  must: "sent within the sweep (1 s)",
  core: true,
  async run(stage) {
    const rounds = stage.core ? 6 : 20;
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const endpoints = await database.enable([`${receiver.url}/in`]);
    await startDispatcher(stage, database);

    /** Milliseconds until an event that nobody was told of arrives. */
    const unannounced = async () => {
      const [id] = await database.commit(endpoints, 1, { hint: false });
      const committedAt = monotonicMs();
      let arrivedAt = 0;
      await until("the event arrives", async () => {
        arrivedAt = (await receiver.log()).find((one) => one.webhookId === id)?.at ?? 0;
        return arrivedAt > 0;
      });
      return arrivedAt - committedAt;
    };
    const unhinted: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await pause(Math.random() * 300);
      unhinted.push(await unannounced());
    }
    const killed: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await pause(Math.random() * 300);
      const { rowCount } = await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'callboard-dispatcher-life' and datname = current_database()`,
      );
      checks.holds(rowCount === 1, `${rowCount} LISTEN backends were found to kill.`);
      killed.push(await unannounced());
    }
    const counted = await database.judge(receiver);
    checks.counted(counted, 0);
    for (const [what, ms] of [
      ["without a hint", Math.max(...unhinted)],
      ["after the LISTEN backend was killed", Math.max(...killed)],
    ] as const) {
      checks.holds(ms <= maxMs, `An event ${what} arrived after ${Math.round(ms)} ms only.`);
    }
    return {
      counted,
      figure: `${rounds} lost hints: ≤ ${Math.round(Math.max(...unhinted))} ms; ${rounds} kills: ≤ ${Math.round(Math.max(...killed))} ms`,
      violations: checks.violations,
    };
  },
};

import { allDoorsBack, maxBackMs, openFailover, replaceOften, underWay, wrongAnswers } from "../failover";
import { createChecks, type Row } from "../row";
import { pause, until } from "../wait";
import { halfChanges, missingEvents } from "../writers";

export const synchronousFailover: Row = {
  number: 27,
  title: "kill -9 of the primary under load, its synchronous standby is promoted",
  must: "nothing acknowledged is lost; repeats ≤ in flight; every door writes again ≤ 10 s after promotion, without a restart",
  core: false,
  limitMs: 240_000,
  async run(stage) {
    const checks = createChecks();
    const failover = await openFailover(stage, { isSynchronous: true });
    const { servers, database, receiver, writers, callboard } = failover;
    await until("changes are acknowledged", () => writers.acknowledged.length > 300, 60_000);
    await servers.first.kill();
    // As long as something takes to notice that the primary is gone.
    await pause(2_000);
    const ready = await fetch(`${callboard.url}/api/health/ready`);
    checks.holds(
      ready.status === 503,
      `Without a server that takes changes, ready answered ${ready.status}.`,
    );
    await servers.second.promote();
    const back = await allDoorsBack(failover, performance.now());
    for (const [door, ms] of Object.entries(back)) {
      checks.holds(
        ms <= maxBackMs,
        `${door} wrote again only ${(ms / 1_000).toFixed(1)} s after the promotion.`,
      );
    }
    const statuses = await replaceOften(failover, 20);
    checks.holds(
      statuses.every((status) => status === 200 || status === 412),
      `Replacing the settings was answered ${statuses.join(" ")}.`,
    );
    await until("ready again", async () => (await fetch(`${callboard.url}/api/health/ready`)).ok, 10_000);
    const acknowledged = writers.acknowledged.length;
    await until("changes go on", () => writers.acknowledged.length > acknowledged + 100, 30_000);
    await writers.stop();
    await database.drained();
    const missing = await missingEvents(database, writers.acknowledged);
    const half = await halfChanges(database);
    const counted = await database.judgeAll(receiver, ["/a", "/b"]);
    const wrong = wrongAnswers(writers);
    checks.counted(counted, underWay);
    checks.holds(missing === 0, `${missing} acknowledged changes have no event.`);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    checks.holds(wrong.length === 0, `${wrong.length} were answered otherwise than 503: ${wrong[0]}`);
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
    const figure = `${writers.acknowledged.length} acknowledged; after the promotion create ${seconds(back.create)}, settings ${seconds(back.settings)}, save ${seconds(back.save)}, calls ${seconds(back.dispatcher)}`;
    return { counted, figure, violations: checks.violations };
  },
};

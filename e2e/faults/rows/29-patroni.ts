import { hasPatroni, startPatroni } from "@/lib/testing/patroni";
import { onServer } from "../database";
import {
  allDoorsBack,
  type Back,
  maxBackMs,
  neededPrograms,
  underWay,
  writeAt,
  wrongAnswers,
} from "../failover";
import { hasHaproxy, startHaproxy } from "../haproxy";
import { createChecks, type Row, Skip } from "../row";
import { until } from "../wait";
import { halfChanges, missingEvents } from "../writers";

export const patroniFailover: Row = {
  number: 29,
  title:
    "Patroni and HAProxy, synchronous, under load: a switchover, then kill -9 of the leader and its Patroni",
  must: "nothing acknowledged is lost; repeats ≤ in flight; every door writes again ≤ 10 s after promotion, without a restart",
  core: false,
  limitMs: 300_000,
  async run(stage) {
    if (!hasPatroni || !hasHaproxy)
      throw new Skip("Patroni, etcd or HAProxy is absent: apt-get install patroni etcd-server haproxy.");
    const checks = createChecks();
    const cluster = await startPatroni(await neededPrograms());
    stage.after(() => cluster.stop());
    const [first, second] = cluster.nodes.map(({ port, restPort }) => ({ port, checkPort: restPort }));
    if (!first || !second) throw new Error("Patroni has two nodes.");
    const address = await startHaproxy(stage, [first, second]);
    // Before its first checks HAProxy takes both for the primary.
    const created = () =>
      onServer(address, "create database callboard").then(
        () => true,
        () => false,
      );
    await until("a server behind HAProxy takes changes", created, 30_000);
    const failover = await writeAt(stage, address);
    const { database, receiver, writers } = failover;
    const acknowledgeMore = async (count: number) => {
      const before = writers.acknowledged.length;
      await until("changes are acknowledged", () => writers.acknowledged.length > before + count, 60_000);
    };
    const assertBack = (what: string, back: Back) => {
      const slowest = Math.max(...Object.values(back));
      checks.holds(slowest <= maxBackMs, `${what}: a door wrote again only after ${slowest} ms.`);
      return `${what}: every door ${(slowest / 1_000).toFixed(1)} s after the promotion`;
    };
    await acknowledgeMore(200);
    await cluster.synchronous();
    await cluster.switchOver();
    const figures = [assertBack("switchover", await allDoorsBack(failover, performance.now()))];
    await acknowledgeMore(200);
    await cluster.synchronous();

    const leader = await cluster.primary();
    const killedAt = performance.now();
    await leader.kill();
    await cluster.primary(leader);
    const promotedAfterS = (performance.now() - killedAt) / 1_000;
    figures.push(assertBack("kill", await allDoorsBack(failover, performance.now())));
    await acknowledgeMore(100);
    await writers.stop();
    await database.drained();
    const missing = await missingEvents(database, writers.acknowledged);
    checks.holds(missing === 0, `${missing} acknowledged changes have no event.`);
    const half = await halfChanges(database);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    const wrong = wrongAnswers(writers);
    checks.holds(wrong.length === 0, `${wrong.length} were answered otherwise than 503: ${wrong[0]}`);
    const counted = await database.judgeAll(receiver, ["/a", "/b"]);
    checks.counted(counted, 2 * underWay);
    figures.push(
      `${writers.acknowledged.length} acknowledged, promoted ${promotedAfterS.toFixed(1)} s after the kill`,
    );
    return { counted, figure: figures.join("; "), violations: checks.violations };
  },
};

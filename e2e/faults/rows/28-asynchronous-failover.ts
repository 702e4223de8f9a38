import { startGate } from "@/lib/testing/gate";
import {
  allDoorsBack,
  type Back,
  maxBackMs,
  openFailover,
  replaceOften,
  underWay,
  wrongAnswers,
} from "../failover";
import { hasHaproxy, startHaproxyOf } from "../haproxy";
import { monotonicMs } from "../receiver-log";
import { createChecks, type Row } from "../row";
import { pause, until } from "../wait";
import { callApi, halfChanges, missingIds } from "../writers";

/** How long the standby receives nothing before the primary is killed, and what it may be behind besides, in milliseconds. */
const stalledMs = 500;
const maxBehindMs = 500;

export const asynchronousFailover: Row = {
  number: 28,
  title: "asynchronous standby under load: a switchover, then kill -9 of the new primary",
  must: "the switchover loses nothing; the kill only what the standby had not received; the rest as row 27",
  core: false,
  limitMs: 300_000,
  async run(stage) {
    const checks = createChecks();
    const failover = await openFailover(stage, { isSynchronous: false }, async (servers) =>
      hasHaproxy ? startHaproxyOf(stage, servers) : servers.url,
    );
    const { servers, database, receiver, writers } = failover;
    const { first, second } = servers;
    const acknowledgeMore = async (count: number) => {
      const before = writers.acknowledged.length;
      await until("changes are acknowledged", () => writers.acknowledged.length > before + count, 60_000);
    };
    const assertBack = (what: string, back: Back) => {
      for (const [door, ms] of Object.entries(back)) {
        checks.holds(
          ms <= maxBackMs,
          `${what}: ${door} wrote again only after ${(ms / 1_000).toFixed(1)} s.`,
        );
      }
      return `${what} ${(Math.max(...Object.values(back)) / 1_000).toFixed(1)} s`;
    };
    await acknowledgeMore(200);

    await first.shutDown();
    await second.promote();
    const figures = [assertBack("switchover", await allDoorsBack(failover, performance.now()))];
    // The old primary is there again and answers, as a standby.
    const gate = await startGate(new URL(second.url));
    stage.after(() => gate.close());
    await first.follow({ port: Number(new URL(gate.url).port) });
    const statuses = await replaceOften(failover, 20);
    checks.holds(
      statuses.every((status) => status === 200 || status === 412),
      `Beside the old primary, replacing the settings was answered ${statuses.join(" ")}.`,
    );
    await acknowledgeMore(200);
    const missingBefore = await missingIds(database, writers.acknowledged.slice(0, -50));
    checks.holds(
      missingBefore.length === 0,
      `The switchover lost ${missingBefore.length} acknowledged changes.`,
    );

    const [stalledAt, stalledAtMonotonic] = [performance.now(), monotonicMs()];
    gate.stall();
    await pause(stalledMs);
    await second.kill();
    const [killedAt, killedAtMonotonic] = [performance.now(), monotonicMs()];
    gate.shut();
    await pause(1_000);
    await first.promote();
    figures.push(assertBack("kill", await allDoorsBack(failover, performance.now())));
    await acknowledgeMore(100);
    await writers.stop();
    await database.drained();

    const missing = new Set(await missingIds(database, writers.acknowledged));
    const wronglyGone = writers.acknowledged.filter(
      (one) => missing.has(one.eventID) && (one.at < stalledAt - maxBehindMs || one.askedAt > killedAt),
    );
    checks.holds(missing.size > 0, "Nothing was lost, so the row shows nothing of what can be.");
    checks.holds(
      wronglyGone.length === 0,
      `${wronglyGone.length} changes are gone that the standby had received.`,
    );
    const half = await halfChanges(database);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    // An instance whose creation is gone is not there for its next change either.
    const wrong = wrongAnswers(writers).filter((answer) => !/^404 There is no process instance/.test(answer));
    checks.holds(wrong.length === 0, `${wrong.length} were answered otherwise than 503: ${wrong[0]}`);
    const { ghosts, ...counted } = await database.judgeAll(receiver, ["/a", "/b"]);
    const forgotten = new Set(ghosts.map((pair) => pair.split(" ")[0]));
    const log = await receiver.log();
    const later = log.filter(
      ({ webhookId, at }) => forgotten.has(webhookId) && at > killedAtMonotonic + maxBehindMs,
    );
    checks.holds(
      later.length === 0,
      `${later.length} calls of changes that are gone were made after the kill.`,
    );
    // That they were made is known to no server any more.
    const unknown = log.filter(
      ({ at }) => at > stalledAtMonotonic - maxBehindMs && at < killedAtMonotonic + maxBehindMs,
    );
    checks.counted({ ...counted, ghosts: [] }, 2 * underWay + unknown.length);
    const reconciled = await callApi(failover.callboard.url, failover.token, "GET", "/api/reconciliation");
    const { unaccounted } = reconciled.body as { unaccounted?: number };
    checks.holds(unaccounted === 0, `The new primary's own changes are not accounted for: ${unaccounted}.`);
    figures.push(
      `${missing.size} of ${writers.acknowledged.length} acknowledged are gone, ${forgotten.size} changes were called and are gone; reconciliation: ${unaccounted} unaccounted`,
    );
    figures.push(hasHaproxy ? "through HAProxy" : "NOT through HAProxy, which is not installed");
    return { counted: { ...counted, ghosts: [] }, figure: figures.join("; "), violations: checks.violations };
  },
};

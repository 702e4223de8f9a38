import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

export const redirects: Row = {
  number: 10,
  title: "redirect, redirect loop, redirect to a metadata address",
  must: "one request an attempt, none to the target",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const elsewhere = await startFaultReceiver(stage);
    const targets: Record<string, string> = {
      "/here": "/target",
      "/elsewhere": `${elsewhere.url}/target`,
      "/loop": `${receiver.url}/loop`,
      "/metadata": "http://169.254.169.254/latest/meta-data/",
    };
    const statuses = [301, 302, 303, 307, 308];
    for (const [n, [path, location]] of Object.entries(targets).entries()) {
      await receiver.answer(path, { status: statuses[n] ?? 302, headers: { location } });
    }
    const endpoints = await database.enable(
      [...Object.keys(targets), "/healthy"].map((path) => `${receiver.url}${path}`),
    );
    // One retry: a second attempt is a second request, and no more.
    await startDispatcher(stage, database, { env: { CALLBACK_RETRY_SCHEDULE: "1s" } });
    await database.commit(endpoints, 3);
    await database.drained();
    const log = await receiver.log();
    const trail = await attempts(database);
    for (const [path, location] of Object.entries(targets)) {
      const mine = trail.filter((one) => new URL(one.url).pathname === path);
      const requests = log.filter((one) => one.path === path).length;
      checks.holds(
        requests === 6 && mine.length === 6,
        `${path}: ${requests} requests, ${mine.length} attempts, not 6 each.`,
      );
      const told = mine.filter((one) => one.outcome === "redirect" && one.cause?.includes(location)).length;
      checks.holds(
        told === mine.length,
        `${path}: ${mine.length - told} attempts do not say where they were redirected to.`,
      );
    }
    const strays = log.filter((one) => one.path === "/target").length + (await elsewhere.count()).arrived;
    checks.holds(strays === 0, `${strays} requests reached a redirect's target.`);
    const counted = await database.judge(receiver, (path) => path === "/healthy");
    checks.counted(counted, 4 * 3);
    return {
      counted,
      figure: `${trail.length} attempts, ${log.length} requests, ${strays} to a target`,
      violations: checks.violations,
    };
  },
};

import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { until } from "../wait";

export const gone: Row = {
  number: 14,
  title: "a URL answers 410 Gone",
  must: "suspended at once, visible; its deliveries wait; others go on",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const endpoints = await database.enable(["/gone", "/a", "/b"].map((path) => `${receiver.url}${path}`));
    const [gonePath] = endpoints;
    const dispatchers = await Promise.all([
      startDispatcher(stage, database),
      startDispatcher(stage, database),
    ]);
    await database.commit(endpoints, 20);
    await database.drained();
    await receiver.answer("/gone", { status: 410, delayMs: 20 });
    await database.commit(endpoints, 200);
    await until("the URL is suspended", async () => (await state()) === "suspended", 10_000);
    const afterwards = await database.commit(endpoints, 50);
    await database.drained();
    // The last events have reached the others, so what of them was for the suspended URL would have arrived as well.
    const log = await receiver.log();
    const refused = log.filter((one) => one.status === 410).length;
    const late = log.filter((one) => one.path === "/gone" && afterwards.includes(one.webhookId)).length;
    const waiting = await database.count("delivery", `endpoint_id = ${gonePath?.id} and status = 'pending'`);
    const counted = await database.judge(receiver, (path) => path !== "/gone");
    checks.counted(counted, 0);
    const maxCalls = dispatchers.length * 8;
    checks.holds(refused <= maxCalls, `It answered 410 to ${refused} calls; ${maxCalls} could be under way.`);
    checks.holds(late === 0, `${late} calls were made of events that came after the suspension.`);
    checks.holds(waiting === 250, `${waiting} of its 250 deliveries wait.`);
    const { rows } = await database.pool.query<{ reason: string | null }>(
      "select state_reason as reason from endpoint where state = 'suspended'",
    );
    const [{ reason = null } = {}] = rows;
    checks.holds(
      rows.length === 1 && /410/.test(reason ?? ""),
      `The reason on record is ${JSON.stringify(reason)}.`,
    );
    return {
      counted,
      figure: `suspended after ${refused} × 410 (“${reason}”), ${waiting} wait`,
      violations: checks.violations,
    };

    async function state(): Promise<string | undefined> {
      const { rows } = await database.pool.query<{ state: string }>(
        "select state from endpoint where id = $1",
        [gonePath?.id],
      );
      return rows[0]?.state;
    }
  },
};

import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

const idle = 100;

export const idleProbed: Row = {
  number: 26,
  title: `a probed URL beside ${idle} idle probed ones, few slots`,
  must: "its probe goes out when due; its backlog drains",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const idlePaths = Array.from({ length: idle }, (_, n) => `/idle/${n}`);
    const endpoints = await database.enable(
      [...idlePaths, "/probed"].map((path) => `${receiver.url}${path}`),
    );
    // The idle ones come first, by their ids and by how long their next probe has been due.
    await database.pool.query(
      `update endpoint set state = 'probing', failures = 20, state_changed_at = now(),
         probe_at = now() - case when url like '%/idle/%' then interval '1 h' else interval '0' end`,
    );
    const probed = endpoints.slice(-1);
    const ids = await database.commit(probed, 20);
    const [first = ""] = ids;
    await startDispatcher(stage, database, {
      env: { CALLBACK_MAX_IN_FLIGHT: "4", CALLBACK_MAX_PER_ENDPOINT: "2" },
    });
    await database.drained(20_000).catch(() => undefined);
    const log = await receiver.log();
    const delivered = await database.count("delivery", "status = 'delivered'");
    checks.holds(log[0]?.webhookId === first, "The probe was not the delivery that was due longest.");
    checks.holds(delivered === ids.length, `${delivered} of ${ids.length} were delivered.`);
    const active = await database.count("endpoint", "state = 'active'");
    checks.holds(active === 1, `${active} URLs are active; only one was called.`);
    const counted = await database.judge(receiver);
    checks.counted(counted, 0);
    return {
      counted,
      figure: `${delivered} delivered, ${log.length} calls, beside ${idle} idle probed URLs`,
      violations: checks.violations,
    };
  },
};

import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

export const poisonRows: Row = {
  number: 21,
  title: "poison rows: corrupt URLs in the table, a name of 1 MB",
  must: "failed visibly; the queue moves on",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const corrupt = [
      "",
      "not a URL",
      "http://",
      "http://[::1",
      "http://127.0.0.1:99999/x",
      "http://a b/\r\nx: y",
      "\u0001",
    ];
    const poisoned = await database.enable(corrupt);
    const healthy = await database.enable(["/a", "/b"].map((path) => `${receiver.url}${path}`));
    const heavy = await database.enable([`${receiver.url}/heavy`]);
    // As ordinary servers do: they take 8 to 64 KiB of request line.
    await receiver.answer("/heavy", { status: 414 });
    const dispatcher = await startDispatcher(stage, database, { env: { CALLBACK_RETRY_SCHEDULE: "none" } });
    await database.commit([...poisoned, ...heavy], 1, { processName: "N".repeat(1_000_000) });
    // Fewer than open the circuit breaker: a suspended or probed URL would hide what a poisoned row alone does.
    await database.commit([...healthy, ...poisoned], 10);
    await database.commit(healthy, 50);
    const drainedMs = await database.drained();
    await receiver.answer("/heavy", {});
    await database.commit([...healthy, ...heavy], 5);
    await database.drained();
    const counted = await database.judge(receiver, (path) => path === "/a" || path === "/b");
    checks.counted(counted, 0);
    const trail = await attempts(database);
    for (const url of corrupt) {
      const mine = trail.filter((one) => one.url === url);
      const told = mine.filter((one) => one.deliveryStatus === "failed" && (one.cause ?? "") !== "").length;
      checks.holds(told === 11, `${JSON.stringify(url)}: ${told} of 11 deliveries failed with a cause.`);
    }
    const large = (await receiver.log()).find((one) => one.path === "/heavy");
    checks.holds((large?.bytes ?? 0) > 1_000_000, `The name of 1 MB arrived as ${large?.bytes} bytes.`);
    const refused = trail.filter((one) => one.statusCode === 414 && one.deliveryStatus === "failed").length;
    checks.holds(refused === 1, `${refused} deliveries failed for the name of 1 MB.`);
    checks.holds(
      dispatcher.child.exitCode === null,
      `The dispatcher ended with code ${dispatcher.child.exitCode}.`,
    );
    return {
      counted,
      figure: `${corrupt.length} corrupt URLs, ${trail.filter((one) => one.deliveryStatus === "failed").length} failed with a cause, queue drained in ${(drainedMs / 1_000).toFixed(1)} s`,
      violations: checks.violations,
    };
  },
};

import { withCallboardDatabase } from "../callboard-database";
import { canReadCpu, peakMemoryBytes } from "../cpu";
import { checkRecords, settled } from "../dispatch-run";
import { withDispatchers } from "../dispatcher-process";
import { type Bench, endOf } from "../measure";
import { atMost, count, type Finding } from "../report";
import { addDeliveries, hint } from "../seed";
import { pendingRows } from "../settings";

/** The most memory a dispatcher has had at once, from its start over a large backlog to the backlog's end. */
export async function memory(bench: Bench): Promise<Finding[]> {
  const what = `dispatcher's peak memory, ${count(pendingRows)} pending`;
  if (!canReadCpu) return [{ what, measured: "not measured: only Linux tells" }];
  const bytes = await withCallboardDatabase(bench.server, bench.receiver.url, async (database) => {
    const from = database.numbers(pendingRows);
    const endpointIds = [...database.healthy, database.last];
    await addDeliveries(database.pool, { from, count: pendingRows, endpointIds });
    await database.pool.query("analyze event, delivery");
    const { reached } = await bench.receiver.reset({ tellAt: pendingRows });
    return withDispatchers(database, 1, async ([dispatcher]) => {
      await hint(database.pool);
      await reached();
      await endOf(() => settled(database.pool, endpointIds));
      await checkRecords(database.pool, from, pendingRows);
      return dispatcher ? peakMemoryBytes(dispatcher.pid) : null;
    });
  });
  const megabytes = (bytes ?? Number.NaN) / 1e6;
  bench.progress(`${what}: ${count(megabytes)} MB`);
  return [{ what, measured: `${count(megabytes)} MB`, target: atMost(megabytes, 150, "MB") }];
}

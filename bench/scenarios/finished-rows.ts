import { withCallboardDatabase } from "../callboard-database";
import { dispatch } from "../dispatch-run";
import type { Bench } from "../measure";
import { count, type Finding } from "../report";
import { addFinished } from "../seed";
import { finishedRows } from "../settings";
import { burdened } from "./burdened";

/** Fifty times as many finished deliveries as there are to do lie in the tables, each with its attempt. */
export function finishedDeliveries(bench: Bench): Promise<Finding[]> {
  return withCallboardDatabase(bench.server, bench.receiver.url, async (laden) => {
    const from = laden.numbers(finishedRows);
    await addFinished(laden.pool, { from, count: finishedRows, endpointIds: [...laden.healthy, laden.last] });
    return burdened(bench, {
      what: `${count(finishedRows)} finished deliveries and attempts`,
      laden: () => dispatch(bench, laden),
    });
  });
}

import { once } from "node:events";
import net from "node:net";
import { setUnclaimed } from "@/lib/attempts/close";
import { type CallboardDatabase, withCallboardDatabase } from "../callboard-database";
import { dispatch } from "../dispatch-run";
import type { Bench } from "../measure";
import type { Finding } from "../report";
import { count } from "../report";
import { addDeliveries } from "../seed";
import { deadBacklog, endpointCount } from "../settings";
import { burdened } from "./burdened";

/** Ten times as many deliveries as the others have, all due, wait for an endpoint that never answers, or refuses. */
export async function deadBacklogs(bench: Bench): Promise<Finding[]> {
  const { receiver } = bench;
  const place = `/${endpointCount - 1}`;
  return [
    ...(await behind(bench, "hanging", `${receiver.url}/hang${place}`)),
    ...(await behind(bench, "refusing", `http://127.0.0.1:${await closedPort()}/endpoint${place}`)),
  ];
}

function behind(bench: Bench, how: string, lastUrl: string): Promise<Finding[]> {
  return withCallboardDatabase(
    bench.server,
    bench.receiver.url,
    async (laden) => {
      await addDeliveries(laden.pool, {
        from: laden.numbers(deadBacklog),
        count: deadBacklog,
        endpointIds: [laden.last],
      });
      await laden.pool.query("vacuum (analyze) event, delivery");
      return burdened(bench, {
        what: `${count(deadBacklog)} due to one ${how} endpoint`,
        laden: async () => {
          await dueAgain(laden);
          return dispatch(bench, laden);
        },
      });
    },
    { lastUrl },
  );
}

/** What earlier runs tried in vain is due again, so that each run finds the same backlog. */
async function dueAgain({ pool, last }: CallboardDatabase): Promise<void> {
  await pool.query(
    `delete from attempt using delivery
     where delivery.id = attempt.delivery_id and delivery.endpoint_id = $1 and delivery.attempts > 0`,
    [last],
  );
  await pool.query(
    `update delivery set status = 'pending', fail_reason = null, done_at = null, next_at = created_at, attempts = 0,
       ${setUnclaimed}, last_outcome = null
     where endpoint_id = $1 and attempts > 0`,
    [last],
  );
}

async function closedPort(): Promise<number> {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1.");
  return address.port;
}

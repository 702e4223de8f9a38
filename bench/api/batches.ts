import { withCallboardDatabase } from "../callboard-database";
import { check } from "../check";
import type { Bench } from "../measure";
import { atLeast, count, type Finding } from "../report";
import { rounds } from "../settings";
import { median } from "../statistics";
import { withCallboardWeb } from "./callboard-web";
import { together } from "./load";
import { batchCount, batchesAtOnce, batchSize, batchUrls } from "./settings";

/** Deliveries a second that batches of events make, with and without order kept. No dispatcher runs. */
export async function batches(bench: Bench): Promise<Finding[]> {
  const rates = { plain: [] as number[], ordered: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const kind of ["plain", "ordered"] as const) {
      const rate = await measureRate(bench, kind === "ordered");
      rates[kind].push(rate);
      bench.progress(`round ${round} of ${rounds}: batches, ${kind}: ${count(rate)} deliveries/s`);
    }
  }
  const what = `batches of ${batchSize} events to ${batchUrls} URLs: deliveries/s`;
  const [plain, ordered] = [median(rates.plain), median(rates.ordered)];
  return [
    { what, measured: count(plain), target: atLeast(plain, 5_000) },
    { what: `${what}, order kept`, measured: count(ordered) },
  ];
}

function measureRate(bench: Bench, ordered: boolean): Promise<number> {
  return withCallboardDatabase(bench.server, bench.receiver.url, async (database) => {
    await database.pool.query("update webhook_settings set ordered = $1", [ordered]);
    return withCallboardWeb(database, database.healthy.slice(0, batchUrls), async (web) => {
      const send = () => {
        const from = database.numbers(batchSize);
        const events = Array.from({ length: batchSize }, (_, n) => ({
          eventType: "created",
          instanceID: `order-${from + n}`,
          processName: "Order",
        }));
        return web.post("/api/events", events, 202);
      };
      await together(batchesAtOnce, batchesAtOnce, send);
      await bench.server.checkpoint();
      const seconds = await together(batchesAtOnce, batchCount, send);
      const { rows } = await database.pool.query<{ count: number }>("select count(*)::int from delivery");
      const expected = (batchesAtOnce + batchCount) * batchSize * batchUrls;
      check(
        rows[0]?.count === expected,
        `${expected} deliveries were accepted, ${rows[0]?.count} are there.`,
      );
      return (batchCount * batchSize * batchUrls) / seconds;
    });
  });
}

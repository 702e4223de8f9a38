import { Agent, request } from "undici";

/**
 * What everything is measured against: GETs with the same number in flight to the same receiver, by the same HTTP client,
 * with no database, no signature and no record. Makes as many calls as each message says, numbered from its `from`.
 */
const { BENCH_RECEIVER: receiver, BENCH_IN_FLIGHT: inFlight, BENCH_ENDPOINTS: endpoints } = process.env;
const agent = new Agent({ connections: Number(inFlight), pipelining: 1 });

async function run({ from, count }: { from: number; count: number }): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < from + count) {
      const n = next++;
      const query = `instanceID=training-request-${n}&processName=Training%20Request&eventType=created`;
      const url = `${receiver}/endpoint/${n % Number(endpoints)}?${query}`;
      const { body } = await request(url, { dispatcher: agent, headersTimeout: 10_000 });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, worker));
}

process.on("message", run);
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

import { Agent, request } from "undici";

/**
 * What the dispatcher is measured against: GETs with the same number in flight to the same receiver, by the same HTTP
 * client, with no database, no signature and no record. Prints calls per second.
 */
const [base = "", total = "0", inFlight = "0", endpoints = "1"] = process.argv.slice(2);
const agent = new Agent({ connections: Number(inFlight), pipelining: 1 });

async function run(calls: number): Promise<number> {
  let next = 0;
  const startedAt = performance.now();
  const worker = async () => {
    while (next < calls) {
      const n = next++;
      const query = `instanceID=training-request-${n}&processName=Training%20Request&eventType=created`;
      const url = `${base}/endpoint/${n % Number(endpoints)}?${query}`;
      const { body } = await request(url, { dispatcher: agent, headersTimeout: 10_000 });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, worker));
  return (calls / (performance.now() - startedAt)) * 1_000;
}

await run(2_000);
console.log(Math.round(await run(Number(total))));
process.exit(0);

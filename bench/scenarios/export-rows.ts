import http from "node:http";
import { withCallboardWeb } from "../api/callboard-web";
import { withCallboardDatabase } from "../callboard-database";
import { check } from "../check";
import { peakMemoryBytes } from "../cpu";
import type { Bench } from "../measure";
import { atMost, count, type Finding } from "../report";
import { addFinished } from "../seed";
import { finishedRows } from "../settings";
import { signedIn } from "../signed-in";
import { percentile } from "../statistics";

const mebibyte = 1_048_576;
const askEveryMs = 100;

/** How fast a large log is exported, what memory that takes, and how long others wait meanwhile. */
export async function exportRows(bench: Bench): Promise<Finding[]> {
  return withCallboardDatabase(bench.server, bench.receiver.url, async (database) => {
    const from = database.numbers(finishedRows);
    await addFinished(database.pool, { from, count: finishedRows, endpointIds: database.healthy });
    return withCallboardWeb(database, [database.last], async (web) => {
      const [cookie = ""] = await signedIn(database, 1);
      const total = (await database.pool.query<{ n: number }>("select count(*)::int as n from delivery"))
        .rows[0]?.n;
      const get = (path: string) =>
        read(`${web.url}/administration/developer/deliveries/export?${path}`, cookie);
      await get("format=csv&instanceID=nobody");
      const before = peakMemoryBytes(web.pid) ?? Number.NaN;
      const waits: number[] = [];
      const asking = setInterval(async () => {
        const startedAt = performance.now();
        await fetch(`${web.url}/api/health/live`).then((answer) => answer.text());
        waits.push(performance.now() - startedAt);
      }, askEveryMs);
      const found: Finding[] = [];
      for (const format of ["csv", "ndjson"]) {
        const { lines, seconds, bytes } = await get(`format=${format}`);
        const rows = lines - (format === "csv" ? 1 : 0);
        check(rows === total, `${total} deliveries are there, ${rows} were exported.`);
        found.push({
          what: `export of ${count(rows)} rows as ${format}: rows/s`,
          measured: `${count(rows / seconds)} (${count(bytes / mebibyte)} MiB)`,
        });
        bench.progress(`${format}: ${count(rows / seconds)} rows/s`);
      }
      clearInterval(asking);
      const grown = ((peakMemoryBytes(web.pid) ?? Number.NaN) - before) / mebibyte;
      return [
        ...found,
        {
          what: "export: the web process's peak memory, grown by",
          measured: `${count(grown)} MiB`,
          target: atMost(grown, 200, "MiB"),
        },
        {
          what: "export: /api/health/live meanwhile, p99",
          measured: `${count(percentile(waits, 99))} ms`,
          target: atMost(percentile(waits, 99), 500, "ms"),
        },
      ];
    });
  });
}

/** Reads a file to its end and counts its lines. */
function read(url: string, cookie: string): Promise<{ lines: number; bytes: number; seconds: number }> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { cookie }, agent: false }, (response) => {
      check(response.statusCode === 200, `The export was answered with ${response.statusCode}.`);
      let [lines, bytes] = [0, 0];
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ lines, bytes, seconds: (performance.now() - startedAt) / 1_000 }));
    });
    request.on("error", reject);
  });
}

import http from "node:http";
import { operator } from "@/lib/auth/actor";
import { connect } from "@/lib/db/connect";
import { previewResend } from "@/lib/deliveries/resend-many";
import { hoursToVerify, verifyHour } from "@/lib/reconciliation/verify-hours";
import { startWeb } from "../api/web-process";
import { CheckFailed } from "../check";
import { type CpuUse, cpuUse } from "../cpu";
import type { Bench } from "../measure";
import { webFlagsOf } from "../release-flags";
import { atMost, count, type Finding, milliseconds } from "../report";
import type { Database } from "../server";
import { signedIn } from "../signed-in";
import { median, percentile } from "../statistics";

const runs = 40;
/** Until the web process has compiled what it runs often: what the first pages after a start take says little of those after them. */
const warmUpRuns = 20;
const retentionDays = 30;
const developer = "/administration/developer";

type Page = { what: string; path: string; maxMs: number };

/**
 * Whole pages as a browser is sent them, the last byte included, from the web process as `npm start` runs it; the hours of the
 * reconciliation verified before, as dispatchers do. And what it takes to verify them, and to say how much could be sent that was not.
 */
export async function pagesOfLog(
  bench: Bench,
  database: Database,
  appSecret: string,
  name: string,
): Promise<Finding[]> {
  const verified = await verifyAll(database);
  bench.progress(verified.measured);
  const findings: Finding[] = [{ ...verified, what: `${name}: ${verified.what}` }];
  const survey = await times(runs, () => previewResend(operator, { status: "not_sent" }));
  findings.push({ what: `${name}: how much was not sent, p95`, measured: figures(survey) });
  const [cookie = ""] = await signedIn({ ...database, appSecret }, 1);
  const env = { DATABASE_URL: database.url, APP_SECRET: appSecret, LOG_LEVEL: "warn" };
  const web = await startWeb(".", env, {}, await webFlagsOf("."));
  const pids = { programs: [web.pid], backend: bench.server.backendPid, receiver: 0 };
  try {
    for (const { what, path, maxMs } of await pagesOf(database)) {
      await times(warmUpRuns, () => read(`${web.url}${path}`, cookie));
      const before = cpuUse(pids);
      const taken = await times(runs, () => read(`${web.url}${path}`, cookie));
      const measured = `${figures(taken)}${cpuOf(before, cpuUse(pids))}`;
      bench.progress(`${what}: ${measured}`);
      findings.push({
        what: `${name}: ${what}, p95`,
        measured,
        target: atMost(percentile(taken, 95), maxMs, "ms"),
      });
    }
  } finally {
    await web.stop();
  }
  return findings;
}

/** The instance and the endpoint that have most. */
async function pagesOf({ pool }: Database): Promise<Page[]> {
  const { rows } = await pool.query<{ endpoint: string; instance: string }>(
    `select 'ep_' || (select endpoint_id from attempt_stats group by 1 order by sum(attempts) desc limit 1) as endpoint,
       (select instance_id from instance order by id desc limit 1) as instance`,
  );
  const { endpoint, instance } = rows[0] ?? {};
  const spans = ["1h", "24h", "7d", "30d"];
  return [
    { what: "Developer page", path: developer, maxMs: 150 },
    ...spans.map((span) => ({
      what: `endpoint page of ${span}`,
      path: `${developer}/endpoints/${endpoint}?span=${span}`,
      maxMs: 150,
    })),
    { what: "instance page", path: `/instances/${instance}`, maxMs: 150 },
    { what: "log page", path: `${developer}/deliveries`, maxMs: 150 },
    { what: "log page of a URL met nowhere", path: `${developer}/deliveries?url=nobody`, maxMs: 150 },
    { what: "reconciliation of 30 days", path: `${developer}/reconciliation?last=30d`, maxMs: 300 },
  ];
}

/** Verifies every hour that is over, without the rests that dispatchers take. */
async function verifyAll({ url }: Database): Promise<Finding> {
  const session = await connect(url, { limits: { statementMs: 60_000 } });
  try {
    const hours = await hoursToVerify(session, retentionDays);
    const taken: number[] = [];
    for (const hour of hours) taken.push(...(await times(1, () => verifyHour(session, hour, retentionDays))));
    return {
      what: "an hour verified by a dispatcher, p50 and p99",
      measured: `${milliseconds(median(taken))}, ${milliseconds(percentile(taken, 99))}; ${count(hours.length)} hours`,
    };
  } finally {
    await session.end();
  }
}

async function times(n: number, work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < n) {
    const startedAt = performance.now();
    await work();
    taken.push(performance.now() - startedAt);
  }
  return taken;
}

const figures = (taken: number[]) =>
  `${milliseconds(percentile(taken, 95))}, median ${milliseconds(median(taken))}`;

/** Processor time a page; with other programs busy it says more than the time it took. */
function cpuOf(before: CpuUse | null, after: CpuUse | null): string {
  if (!before || !after) return "";
  const perPage = (of: "program" | "postgres") => milliseconds((after[of] - before[of]) / 1_000 / runs);
  return `; processor ${perPage("program")}, PostgreSQL ${perPage("postgres")}`;
}

const agent = new http.Agent({ keepAlive: true });

/** Reads a page to its last byte. */
function read(url: string, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers: { cookie, accept: "text/html" }, agent }, (response) => {
        const { statusCode } = response;
        if (statusCode === 200) response.on("error", reject).on("end", resolve).resume();
        else reject(new CheckFailed(`${url} answered ${statusCode}.`));
      })
      .on("error", reject);
  });
}

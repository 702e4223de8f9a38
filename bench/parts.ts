import { batches } from "./api/batches";
import { creates } from "./api/creates";
import { createsWhileDraining } from "./api/draining";
import type { Bench } from "./measure";
import type { Finding } from "./report";
import { against } from "./scenarios/against";
import { deadBacklogs } from "./scenarios/dead-backlog";
import { exportRows } from "./scenarios/export-rows";
import { finishedDeliveries } from "./scenarios/finished-rows";
import { hangingEndpoint } from "./scenarios/hanging-endpoint";
import { idleLatency } from "./scenarios/idle-latency";
import { keptOrder } from "./scenarios/kept-order";
import { liveRows } from "./scenarios/live-rows";
import { searchedLog } from "./scenarios/log";
import { memory } from "./scenarios/memory";
import { pinnedSnapshot } from "./scenarios/pinned-snapshot";
import { recovery } from "./scenarios/recovery";
import { senders } from "./scenarios/senders";
import { throughput } from "./scenarios/throughput";
import { twoDispatchers } from "./scenarios/two-dispatchers";

/** A wrong argument: a sentence for whoever typed it. */
export class UsageError extends Error {}

type Part = { about: string; scenarios: ((bench: Bench) => Promise<Finding[]>)[] };

export type PartName =
  | "peers"
  | "latency"
  | "degradation"
  | "dispatchers"
  | "memory"
  | "api"
  | "log"
  | "live"
  | "against"
  | "senders";

export const parts: Record<PartName, Part> = {
  peers: {
    about: "calls a second and CPU: bare HTTP loop, Callboard, graphile-worker, pg-boss",
    scenarios: [throughput],
  },
  latency: { about: "commit to GET seen on an idle system", scenarios: [idleLatency] },
  degradation: {
    about: "a hanging endpoint, a dead one's backlog, many finished rows, a snapshot held open, order kept",
    scenarios: [hangingEndpoint, deadBacklogs, finishedDeliveries, pinnedSnapshot, keptOrder],
  },
  dispatchers: {
    about: "two at once, and one killed",
    scenarios: [twoDispatchers, recovery],
  },
  memory: { about: "a dispatcher's peak over a large backlog", scenarios: [memory] },
  api: {
    about:
      "creating instances against a bare route handler, batches of events, creates while a backlog drains",
    scenarios: [creates, batches, createsWhileDraining],
  },
  log: {
    about: "the log of deliveries under every filter, first and deep page, and the pages drawn from it",
    scenarios: [searchedLog],
  },
  live: {
    about: "200 people with the log open while deliveries go out; an export of a large log",
    scenarios: [liveRows, exportRows],
  },
  against: {
    about:
      "this build and an older one in turn: changes taken in and sent, answers and calls on an idle system",
    scenarios: [against],
  },
  senders: {
    about:
      "other senders of webhooks and this one in turn: events taken in and delivered, and on an idle system",
    scenarios: [senders],
  },
};

const names = Object.keys(parts) as PartName[];

export const usage = `npm run bench -- [part …]     all parts without one; docs/benchmarks.md tells what is measured and how

${names.map((name) => `  ${name.padEnd(13)} ${parts[name].about}`).join("\n")}

  BENCH_ROUNDS=3            how often everything is measured
  BENCH_CALLS=20000         calls in a timed run; the backlogs' sizes follow it
  BENCH_LOG=1000000         deliveries in the log that is searched
  BENCH_AGAINST=…           another checkout of Callboard, built there, to compare with
  BENCH_SVIX=…              a Svix server to measure against, with BENCH_SVIX_TOKEN and BENCH_SVIX_PIDS
  BENCH_OUTPOST=…           a Hookdeck Outpost to measure against, with BENCH_OUTPOST_KEY and BENCH_OUTPOST_PIDS
  BENCH_DATABASE_URL=…      a PostgreSQL server of your own; databases are made and dropped there`;

/** The parts that the arguments name, all when there is none. @throws UsageError */
export function wantedParts(args: string[]): PartName[] | "help" {
  if (args.includes("--help") || args.includes("-h")) return "help";
  for (const arg of args) {
    if (!names.some((name) => name === arg)) {
      throw new UsageError(`There is no part "${arg}"; there are ${names.join(", ")}.`);
    }
  }
  return args.length === 0 ? names : names.filter((name) => args.includes(name));
}

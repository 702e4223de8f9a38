import { setTimeout as pause } from "node:timers/promises";
import { timeOf, together } from "../api/load";
import { connections, requests } from "../api/settings";
import { check } from "../check";
import { contrast } from "../compare";
import { peakMemoryBytes, usedUs } from "../cpu";
import type { Bench } from "../measure";
import { count, type Finding, milliseconds } from "../report";
import { withCallboard } from "../senders/callboard";
import { withOutpost } from "../senders/outpost";
import type { Sender, WithSender } from "../senders/sender";
import { withSvix } from "../senders/svix";
import { endpointCount, outpostServer, rounds, svixServer } from "../settings";
import { median, percentile } from "../statistics";

/** Time to record what was delivered, which counts as processor time, and to come to rest. */
const restMs = 3_000;
const idleRequests = 200;
const idlePauseMs = 20;

const unknown = "not known: no process is named";

type Throughput = { rate: number; programUs: number; storesUs: number };
type Idle = { answers: number[]; calls: number[] };

/** Callboard and the senders that the environment names, in turn: events taken in and delivered, and how soon on an idle system. */
export async function senders(bench: Bench): Promise<Finding[]> {
  const others: WithSender[] = [
    ...(svixServer ? [withSvix(svixServer)] : []),
    ...(outpostServer ? [withOutpost(outpostServer)] : []),
  ];
  if (others.length === 0) {
    return [{ what: "other senders", measured: "not measured: no BENCH_SVIX and no BENCH_OUTPOST" }];
  }
  return withAll(bench, [withCallboard, ...others], async (all) => {
    const singles = await inTurn(bench, all, (sender) => delivered(bench, sender, requests, "each"));
    const events = Math.ceil(requests / 10);
    const fanOuts = await inTurn(bench, all, (sender) => delivered(bench, sender, events, "all"));
    const idle = await inTurn(bench, all, (sender) => onIdle(bench, sender));
    return [
      ...throughputFindings("single events taken in and delivered", singles),
      ...throughputFindings("one event to 50 endpoints, deliveries", fanOuts),
      ...idleFindings(idle),
      ...all.map((sender) => ({
        what: `peak memory of the program, MB: ${sender.title}`,
        measured: peakMemory(sender),
      })),
    ];
  });
}

function withAll<T>(
  bench: Bench,
  [first, ...rest]: WithSender[],
  use: (senders: Sender[]) => Promise<T>,
): Promise<T> {
  if (!first) return use([]);
  return first(bench, (sender) => withAll(bench, rest, (others) => use([sender, ...others])));
}

/** What each measured, round by round. */
type Runs<T> = Map<Sender, T[]>;

/** Every other round has the other order. A round before them warms up and does not count. */
async function inTurn<T>(
  { progress }: Bench,
  all: Sender[],
  run: (sender: Sender) => Promise<{ measured: T; text: string }>,
): Promise<Runs<T>> {
  const runs: Runs<T> = new Map(all.map((sender) => [sender, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const sender of round % 2 === 0 ? all : all.toReversed()) {
      const { measured, text } = await run(sender);
      if (round > 0) runs.get(sender)?.push(measured);
      progress(`${round > 0 ? `round ${round} of ${rounds}` : "warming up"}: ${sender.title}, ${text}`);
    }
  }
  return runs;
}

let number = 0;
const nextInstance = () => `p-${++number}`;

/**
 * From the first request to the last call seen.
 * @throws CheckFailed when a call does not come, comes twice, or is not due
 */
async function delivered({ receiver }: Bench, sender: Sender, events: number, to: "each" | "all") {
  const calls = to === "all" ? events * endpointCount : events;
  const { reached } = await receiver.reset({ tellAt: calls });
  const programBefore = usedUs(sender.programs);
  const storesBefore = usedUs(sender.stores);
  const startedNs = process.hrtime.bigint();
  await together(connections, events, () => {
    const instanceID = nextInstance();
    return sender.send(instanceID, to === "all" ? to : number % endpointCount);
  });
  await reached();
  await pause(restMs);
  const { count: came, repeats, lastNs } = await receiver.report();
  check(came === calls, `${sender.title}: ${calls} calls were due, ${came} came, ${repeats} of them again.`);
  const measured: Throughput = {
    rate: calls / (Number(lastNs - startedNs) / 1e9),
    programUs: (usedUs(sender.programs) - programBefore) / calls,
    storesUs: (usedUs(sender.stores) - storesBefore) / calls,
  };
  return { measured, text: `to ${to}: ${count(measured.rate)} deliveries/s` };
}

/** Milliseconds until the answer, and from the request until the call is seen; one event at a time. */
async function onIdle({ receiver }: Bench, sender: Sender) {
  const measured: Idle = { answers: [], calls: [] };
  for (let n = 0; n < idleRequests; n += 1) {
    const { reached } = await receiver.reset({ tellAt: 1 });
    const begunNs = process.hrtime.bigint();
    measured.answers.push(await timeOf(() => sender.send(nextInstance(), n % endpointCount)));
    await reached();
    const { lastNs } = await receiver.report();
    measured.calls.push(Number(lastNs - begunNs) / 1e6);
    await pause(idlePauseMs);
  }
  const [answer, call] = [median(measured.answers), median(measured.calls)];
  return { measured, text: `idle: answer ${milliseconds(answer)}, call ${milliseconds(call)}` };
}

/** The first of them against each other one. */
function contrasts<T>(
  what: string,
  runs: Runs<T>,
  value: (run: T) => number,
  shown?: (value: number) => string,
): Finding[] {
  const [ours, ...others] = [...runs];
  return others.map(([{ title }, theirs]) => {
    const pairs = theirs.map((without, round) => ({ without, having: ours?.[1][round] ?? without }));
    const { ratio, text } = contrast(pairs, value, shown);
    return { what: `${what}: against ${title}`, measured: Number.isNaN(ratio) ? unknown : text };
  });
}

const throughputFindings = (what: string, runs: Runs<Throughput>): Finding[] => [
  ...contrasts(`${what} a second`, runs, ({ rate }) => rate),
  ...contrasts(`${what}: µs of the program`, runs, ({ programUs }) => programUs),
  ...contrasts(`${what}: µs of its stores`, runs, ({ storesUs }) => storesUs),
];

const idleFindings = (runs: Runs<Idle>): Finding[] =>
  (["answers", "calls"] as const).flatMap((kind) =>
    [50, 99].flatMap((p) =>
      contrasts(
        `idle, from the request to the ${kind === "answers" ? "answer" : "call"}, p${p}`,
        runs,
        (idle) => percentile(idle[kind], p),
        milliseconds,
      ),
    ),
  );

function peakMemory({ programs }: Sender): string {
  const bytes = programs.reduce((sum, pid) => sum + (peakMemoryBytes(pid) ?? Number.NaN), 0);
  return bytes > 0 ? count(bytes / 1e6) : unknown;
}

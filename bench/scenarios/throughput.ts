import { withCallboardDatabase } from "../callboard-database";
import type { CpuUse } from "../cpu";
import { dispatch } from "../dispatch-run";
import type { Bench, Measured } from "../measure";
import { peers, peersInstalled, runBare, runPeer } from "../peer-process";
import { atLeast, count, type Finding } from "../report";
import { rounds } from "../settings";
import { median } from "../statistics";

type Program = { title: string; run: () => Promise<Measured>; runs: Measured[] };

/** Calls a second of the bare loop, of Callboard and of each peer, one after the other in each round; and what they cost. */
export async function throughput(bench: Bench): Promise<Finding[]> {
  const program = (title: string, run: () => Promise<Measured>): Program => ({ title, run, runs: [] });
  const bare = program("bare undici loop", () => runBare(bench));
  const callboard = program("Callboard, all recorded", () =>
    withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
      dispatch(bench, database, { endpointIds: [...database.healthy, database.last] }),
    ),
  );
  const others = peersInstalled
    ? peers.map((peer) => ({ ...program(peer.title, () => runPeer(bench, peer)), ...peer }))
    : [];
  const programs = [bare, callboard, ...others];
  for (let round = 1; round <= rounds; round += 1) {
    for (const { title, run, runs } of programs) {
      const measured = await run();
      runs.push(measured);
      bench.progress(`round ${round} of ${rounds}: ${title} ${count(measured.rate)} calls/s`);
    }
  }

  const bareRate = rateOf(bare);
  const ofBare = rateOf(callboard) / bareRate;
  const findings: Finding[] = [
    { what: bare.title, measured: `${count(bareRate)} calls/s` },
    {
      what: callboard.title,
      measured: `${count(rateOf(callboard))} calls/s = ${ofBare.toFixed(2)} of bare`,
      target: atLeast(ofBare, 0.55),
    },
    ...others.map((other) => ({
      what: other.title,
      measured: `${count(rateOf(other))} calls/s = ${(rateOf(other) / bareRate).toFixed(2)} of bare`,
    })),
  ];
  const against = (what: string, target: boolean, peersOfKind: typeof others) => {
    const [fastest] = peersOfKind.sort((a, b) => rateOf(b) - rateOf(a));
    if (!fastest) return;
    const ratio = rateOf(callboard) / rateOf(fastest);
    findings.push({
      what: `Callboard ÷ ${what}`,
      measured: ratio.toFixed(2),
      ...(target ? { target: atLeast(ratio, 1.4) } : {}),
    });
  };
  const unbounded = others.filter(({ isBounded }) => !isBounded);
  against(
    "fastest peer",
    true,
    unbounded.filter(({ records }) => records === "outcome"),
  );
  against(
    "fastest peer, all recorded",
    true,
    unbounded.filter(({ records }) => records === "all"),
  );
  against(
    "the same loop, bounded",
    false,
    others.filter(({ isBounded }) => isBounded),
  );
  return [...findings, ...programs.flatMap(cpuOf)];
}

const rateOf = ({ runs }: Program) => median(runs.map(({ rate }) => rate));

function cpuOf({ title, runs }: Program): Finding[] {
  if (runs.some(({ cpuUs }) => cpuUs === null)) return [];
  const used = (part: keyof CpuUse) => median(runs.map(({ cpuUs }) => cpuUs?.[part] ?? Number.NaN));
  const postgres = Number.isNaN(used("postgres")) ? "" : `, PostgreSQL ${count(used("postgres"))}`;
  return [
    {
      what: `CPU µs a call: ${title}`,
      measured: `program ${count(used("program"))}${postgres}, receiver ${count(used("receiver"))}`,
    },
  ];
}

import { withCallboardDatabase } from "../callboard-database";
import { compare, contrast, type Pair } from "../compare";
import { dispatch } from "../dispatch-run";
import type { Bench, Measured } from "../measure";
import { atLeast, count, type Finding } from "../report";

/** Callboard's throughput under some burden, against the same without it, side by side. */
export async function burdened(
  bench: Bench,
  { what, laden, isPromised = true }: { what: string; laden: () => Promise<Measured>; isPromised?: boolean },
): Promise<Finding[]> {
  const telling = (how: string, run: () => Promise<Measured>) => async () => {
    const measured = await run();
    bench.progress(`${what}: ${how} ${count(measured.rate)}`);
    return measured;
  };
  const pairs = await withCallboardDatabase(bench.server, bench.receiver.url, (plain) =>
    compare(
      telling("without", () => dispatch(bench, plain)),
      telling("with", laden),
    ),
  );
  const { ratio, text } = contrast(pairs, ({ rate }) => rate);
  const target = isPromised ? { target: atLeast(ratio, 0.95) } : {};
  return [{ what: `${what}: calls/s`, measured: text, ...target }, ...cpuOf(what, pairs)];
}

/** A rate falls with whatever else the machine does; what a call costs hardly does. */
function cpuOf(what: string, pairs: Pair<Measured>[]): Finding[] {
  const used = ({ cpuUs }: Measured) => (cpuUs ? cpuUs.program + cpuUs.postgres : Number.NaN);
  const { ratio, text } = contrast(pairs, used);
  return Number.isNaN(ratio) ? [] : [{ what: `${what}: CPU µs a call`, measured: text }];
}

import { withCallboardDatabase } from "../callboard-database";
import { compare, contrast } from "../compare";
import { dispatch } from "../dispatch-run";
import type { Bench } from "../measure";
import { count, type Finding } from "../report";

/** Two dispatchers share one backlog; `measure` fails when a call comes twice. */
export async function twoDispatchers(bench: Bench): Promise<Finding[]> {
  const run = async (database: Parameters<typeof dispatch>[1], dispatchers: number) => {
    const measured = await dispatch(bench, database, { dispatchers });
    bench.progress(
      `${dispatchers === 1 ? "one dispatcher" : "two dispatchers"}: ${count(measured.rate)} calls/s`,
    );
    return measured;
  };
  const pairs = await withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
    compare(
      () => run(database, 1),
      () => run(database, 2),
    ),
  );
  const { text } = contrast(pairs, ({ rate }) => rate);
  return [
    { what: "two dispatchers against one: calls/s", measured: text },
    { what: "two dispatchers: calls that came twice", measured: "0", target: { text: "0", met: true } },
  ];
}

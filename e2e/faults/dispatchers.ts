import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { FaultDatabase } from "./database";
import { startProgram } from "./programs";
import { monotonicMs } from "./receiver-log";
import type { Stage } from "./stage";
import { until } from "./wait";

type LogLine = Record<string, unknown> & { event?: string; at: number };

export type FaultDispatcher = {
  child: ChildProcess;
  pid: number;
  /** Its identity when it had registered. */
  dispatcherId: number;
  /** What it logged, with the monotonic time it was read; calls that succeeded are left out where `quiet`. */
  lines: LogLine[];
  exit: Promise<number | null>;
  kill: (signal: NodeJS.Signals) => void;
};

type DispatcherOptions = {
  env?: Record<string, string>;
  /** Where it looks for the database: through a gate, say. */
  databaseUrl?: string;
  wrap?: (command: string[]) => string[];
};

/** The real dispatcher as `npm start` runs it, registered when this resolves. */
export async function startDispatcher(
  stage: Stage,
  database: FaultDatabase,
  { env = {}, databaseUrl = database.url, wrap }: DispatcherOptions = {},
): Promise<FaultDispatcher> {
  const child = startProgram(
    stage,
    "dispatcher",
    [],
    {
      DATABASE_URL: databaseUrl,
      APP_SECRET: database.appSecret,
      CALLBACK_ALLOW: "127.0.0.1/32,host:localhost",
      LOG_LEVEL: "info",
      ...env,
    },
    "pipe",
    wrap,
  );
  const exit = once(child, "exit").then(([code]) => code as number | null);
  const lines: LogLine[] = [];
  if (!child.stdout) throw new Error("The dispatcher has no output.");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const at = monotonicMs();
    try {
      lines.push({ ...(JSON.parse(line) as Record<string, unknown>), at });
    } catch {
      lines.push({ event: "not JSON", line, at });
    }
  });
  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  const { pid = 0 } = child;
  await until("the dispatcher registers", async () => {
    if (ended) throw new Error("The dispatcher ended at once.");
    // Through `unshare` and the like the number is the dispatcher's own still: they exec.
    return (await database.count("dispatcher", `pid = ${pid}`)) > 0;
  });
  const { rows } = await database.pool.query<{ id: number }>(
    "select max(id) as id from dispatcher where pid = $1",
    [pid],
  );
  return {
    child,
    pid,
    dispatcherId: rows[0]?.id ?? Number.NaN,
    lines,
    exit,
    kill: (signal) => void child.kill(signal),
  };
}

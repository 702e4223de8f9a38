import type { CallboardDatabase } from "./callboard-database";
import { built, type Child, startChild } from "./child";
import { dispatcherFlagsOf, memoryEnvOf } from "./release-flags";
import { inFlight } from "./settings";

export type DispatcherProcess = Child & {
  /** Its identity, as deliveries it holds name it. */
  dispatcherId: number;
};

/**
 * Starts the dispatcher as `npm start` runs it, with its default settings but for the receiver's address and the calls in
 * flight that all programs have; resolves when it is registered. Its log is written and read, as in production.
 * @param root the checkout it is of
 */
export async function startDispatcher(database: CallboardDatabase, root = "."): Promise<DispatcherProcess> {
  const child = startChild(
    built("dispatcher", root),
    {
      ...(await memoryEnvOf(root)),
      DATABASE_URL: database.url,
      APP_SECRET: database.appSecret,
      CALLBACK_ALLOW: "127.0.0.1/32",
      CALLBACK_MAX_IN_FLIGHT: String(inFlight),
      LOG_LEVEL: "info",
    },
    "pipe",
    await dispatcherFlagsOf(root),
  );
  const dispatcherId = await new Promise<number>((resolve, reject) => {
    let said = "";
    const registered = (chunk: Buffer) => {
      said += chunk.toString();
      const line = said.split("\n").find((each) => each.includes('"dispatcher.registered"'));
      const id = line && /"dispatcherId":(\d+)/.exec(line)?.[1];
      if (!id) return;
      child.process.stdout?.off("data", registered).resume();
      resolve(Number(id));
    };
    child.process.stdout?.on("data", registered);
    void child.ended.then(() => reject(new Error(`The dispatcher ended at once: ${said}`)));
  });
  return { ...child, dispatcherId };
}

/** Runs `use` with `count` dispatchers, which are stopped afterwards as `npm start` stops them. */
export async function withDispatchers<T>(
  database: CallboardDatabase,
  count: number,
  use: (dispatchers: DispatcherProcess[]) => Promise<T>,
): Promise<T> {
  const dispatchers: DispatcherProcess[] = [];
  try {
    for (let n = 0; n < count; n += 1) dispatchers.push(await startDispatcher(database));
    return await use(dispatchers);
  } finally {
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.end("SIGTERM")));
  }
}

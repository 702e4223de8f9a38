import { once } from "node:events";
import path from "node:path";
import type { Answer } from "@/lib/testing/answers";
import { startProgram } from "./programs";
import { type Logged, readLog } from "./receiver-log";
import type { ReceiverOrder, ReceiverReport, ReceiverStart } from "./receiver-process";
import type { Stage } from "./stage";
import { until } from "./wait";

export type FaultReceiver = {
  url: string;
  /** What it does to requests of this path from now on, or of all other paths (null). */
  answer: (path: string | null, answer: Answer | "hold") => Promise<void>;
  /** Requests that arrived, and answers that were written. */
  count: () => Promise<{ arrived: number; answered: number }>;
  arrived: (atLeast: number, withinMs?: number) => Promise<number>;
  log: () => Promise<Logged[]>;
};

/** Starts a receiver with a log of its own, for as long as the row runs. */
export async function startFaultReceiver(
  stage: Stage,
  secure?: ReceiverStart["secure"],
): Promise<FaultReceiver> {
  const logFile = path.join(await stage.folder("receiver"), "requests.log");
  const start: ReceiverStart = { logFile, ...(secure ? { secure } : {}) };
  const child = startProgram(stage, "faults-receiver", [JSON.stringify(start)], {}, "ignore");
  const [first] = (await once(child, "message")) as [ReceiverReport];
  if (!("url" in first)) throw new Error("The receiver did not say its address.");
  let orders = 0;

  const answerTo = <T>(wanted: (message: ReceiverReport) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = (message: ReceiverReport) => {
        const found = wanted(message);
        if (found === undefined) return;
        child.off("message", look);
        resolve(found);
      };
      child.on("message", look);
    });

  const count = () => {
    const answered = answerTo((message) => ("arrived" in message ? message : undefined));
    child.send("count");
    return answered;
  };
  return {
    url: first.url,
    async answer(to, answer) {
      const message: ReceiverOrder = { order: ++orders, path: to, answer };
      const done = answerTo((one) => ("done" in one && one.done === message.order ? true : undefined));
      child.send(message);
      await done;
    },
    count,
    arrived: (atLeast, withinMs) =>
      until(`${atLeast} requests arrive`, async () => (await count()).arrived >= atLeast, withinMs),
    log: () => readLog(logFile),
  };
}

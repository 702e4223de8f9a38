import { openSync, writeSync } from "node:fs";
import type { Answer } from "@/lib/testing/answers";
import { startReceiver } from "@/lib/testing/receiver";
import { logLine, monotonicMs } from "./receiver-log";

/**
 * The receiver of the faults, a process of its own that nothing of Callboard knows: it writes each request into its
 * append-only log before it answers, and does to each path what it was told.
 */
export type ReceiverStart = { logFile: string; secure?: { key: string; cert: string } };
/** `path` null stands for all paths without an answer of their own; `hold` keeps requests until another answer comes. */
export type ReceiverOrder = { order: number; path: string | null; answer: Answer | "hold" };
export type ReceiverReport = { url: string } | { done: number } | { arrived: number; answered: number };

const report = (message: ReceiverReport) => process.send?.(message);
const start = JSON.parse(process.argv[2] ?? "{}") as ReceiverStart;
const log = openSync(start.logFile, "a");
const answers = new Map<string | null, Answer | "hold">([[null, {}]]);
const held: { path: string; release: (answer: Answer) => void }[] = [];
let sequence = 0;
let answered = 0;

const receiver = await startReceiver({
  secure: start.secure,
  keep: false,
  watch: ({ path, headers, raw }) => {
    const id = sequence++;
    const webhookId = headers.find(([name]) => name === "webhook-id")?.[1] ?? "";
    const request = { at: monotonicMs(), path: pathOf(path), webhookId, bytes: raw.length + 4 };
    writeSync(log, logLine.request(id, request));
    return {
      answered: (status) => {
        answered += 1;
        writeSync(log, logLine.answer(id, monotonicMs(), status));
      },
      closed: () => {
        writeSync(log, logLine.closed(id, monotonicMs()));
      },
    };
  },
});
receiver.answer(({ path }) => {
  const answer = answers.get(pathOf(path)) ?? answers.get(null) ?? {};
  if (answer !== "hold") return answer;
  return new Promise<Answer>((release) => held.push({ path: pathOf(path), release }));
});

process.on("message", (message: ReceiverOrder | "count") => {
  if (message === "count") return report({ arrived: sequence, answered });
  const { order, path, answer } = message;
  answers.set(path, answer);
  if (answer !== "hold") {
    const released = held.filter((one) => path === null || one.path === path);
    for (const one of released) {
      held.splice(held.indexOf(one), 1);
      one.release(answer);
    }
  }
  report({ done: order });
});
process.on("disconnect", () => process.exit(0));
report({ url: receiver.url });

function pathOf(target: string): string {
  return target.split("?")[0] ?? "";
}

import { CheckFailed } from "./check";
import { built, nextMessage, startChild } from "./child";
import type { ReceiverAnswer, ReceiverReport, ReceiverRequest } from "./receiver";

export type ReceiverProcess = {
  pid: number;
  url: string;
  /**
   * Forgets all, and returns what was before. `reached` resolves when `tellAt` different calls have come, and rejects with
   * CheckFailed when they stop coming before that.
   */
  reset(expected: {
    tellAt: number;
    watch?: boolean;
  }): Promise<{ before: ReceiverReport; reached: () => Promise<void> }>;
  report(): Promise<ReceiverReport>;
  /** Calls do not hang any more until the next reset: their connections break. */
  release(): Promise<void>;
};

/** No new call for this long counts as never. */
const silenceMs = 15_000;

export async function startReceiver(): Promise<ReceiverProcess> {
  const child = startChild(built("bench-receiver"), {});
  const first = await nextMessage<ReceiverAnswer>(child);
  if (first.kind !== "listening") throw new Error("The receiver did not say its port.");
  let last: Promise<unknown> = Promise.resolve();

  const answered = <Kind extends ReceiverAnswer["kind"]>(kind: Kind) =>
    new Promise<Extract<ReceiverAnswer, { kind: Kind }>>((resolve) => {
      const hear = (answer: ReceiverAnswer) => {
        if (answer.kind !== kind) return;
        child.process.off("message", hear);
        resolve(answer as Extract<ReceiverAnswer, { kind: Kind }>);
      };
      child.process.on("message", hear);
    });
  /** One question at a time: answers carry no number. */
  const ask = (question: ReceiverRequest): Promise<ReceiverReport> => {
    const asked = last.then(() => {
      const answer = answered("report");
      child.process.send(question);
      return answer;
    });
    last = asked;
    return asked;
  };
  const report = () => ask({ kind: "report" });

  return {
    pid: child.pid,
    url: `http://127.0.0.1:${first.port}`,
    report,
    async reset({ tellAt, watch = false }) {
      const told = answered("reached");
      const before = await ask({ kind: "reset", tellAt, watch });
      return { before, reached: () => orSilence(told, tellAt, report) };
    },
    async release() {
      await ask({ kind: "release" });
    },
  };
}

/** Waits for `told` as long as calls keep coming. @throws CheckFailed */
async function orSilence(
  told: Promise<unknown>,
  tellAt: number,
  report: () => Promise<ReceiverReport>,
): Promise<void> {
  let before = -1;
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setInterval(async () => {
      const { count, repeats } = await report();
      if (count === before) {
        reject(new CheckFailed(`${tellAt} calls were due, but only ${count - repeats} came.`));
      }
      before = count;
    }, silenceMs);
  });
  await Promise.race([told, silence]).finally(() => clearInterval(timer));
}

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { ReceiverAnswer } from "./receiver";

const built = (name: string) => path.resolve(".build", `${name}.mjs`);

export type ReceiverProcess = {
  url: string;
  ask: (what: "report" | "reset" | "watch") => Promise<{ count: number; arrivedNs: [string, string][] }>;
  stop: () => void;
};

export async function startReceiver(): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, [built("bench-receiver")], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [first] = (await once(child, "message")) as [ReceiverAnswer];
  if (!("port" in first)) throw new Error("The receiver did not say its port.");
  return {
    url: `http://127.0.0.1:${first.port}`,
    async ask(what) {
      const answered = once(child, "message") as Promise<[ReceiverAnswer]>;
      child.send(what);
      const [answer] = await answered;
      if (!("count" in answer)) throw new Error("The receiver did not report.");
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

/** Calls per second of the bare loop, in a process of its own. */
export async function runBare(
  url: string,
  calls: number,
  inFlight: number,
  endpoints: number,
): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    built("bench-bare"),
    url,
    String(calls),
    String(inFlight),
    String(endpoints),
  ]);
  return Number(stdout);
}

/** The dispatcher as `npm start` runs it, its log read by this process; resolves when it is registered. */
export async function startDispatcher(env: Record<string, string>): Promise<{ stop: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [built("dispatcher")], {
    env: { ...process.env, ...env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exit = once(child, "exit");
  if (!child.stdout) throw new Error("The dispatcher has no output.");
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.includes('"dispatcher.registered"')) resolve();
    });
    void exit.then(() => reject(new Error("The dispatcher ended at once.")));
  });
  return {
    async stop() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}

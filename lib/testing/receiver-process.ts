import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./ports";

/** The program of a receiver, in a process group of its own. */
export type ReceiverProcess = {
  /** Null where the program refused to start. */
  port: number | null;
  /** The code it ended with, where it refused. */
  code: number | null;
  stop: () => Promise<void>;
};

/** Starts a receiver. `WEBHOOK_SECRET` is not set where no secret is given. */
export async function startReceiver(
  command: (port: number) => string[],
  secret: string | undefined,
): Promise<ReceiverProcess> {
  const port = await freePort();
  const [file = "", ...args] = command(port);
  const program = spawn(file, args, {
    env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: secret },
    stdio: "ignore",
    detached: true,
  });
  const ended = once(program, "exit").then(() => false);
  const isUp = await Promise.race([ended, listening(port, program)]);
  return { port: isUp ? port : null, code: program.exitCode, stop: () => stop(program) };
}

async function stop(program: ChildProcess): Promise<void> {
  const { pid, exitCode, signalCode } = program;
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  const ended = once(program, "exit");
  process.kill(-pid, "SIGKILL");
  await ended;
}

/** True once something listens there, false when the program has ended. */
async function listening(port: number, program: ChildProcess): Promise<boolean> {
  while (program.exitCode === null) {
    const socket = net.connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return true;
    await pause(50);
  }
  return false;
}

/**
 * The status of a GET whose bytes are exactly these: what a client library would encode anew stays as it is. 0 where the
 * connection ends without one.
 */
export async function statusOf(
  port: number,
  target: string,
  headers: readonly (readonly [string, string])[],
): Promise<number> {
  const socket = net.connect(port, "127.0.0.1");
  const lines = [`GET ${target} HTTP/1.1`, "connection: close"];
  for (const [header, value] of headers) lines.push(`${header}: ${value}`);
  socket.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));
  let answer = "";
  try {
    for await (const chunk of socket) answer += String(chunk);
  } catch {
    // Reset: what came before it counts.
  }
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** Whether a program is on this machine: what says its version ends well. */
export function isInstalled([command, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

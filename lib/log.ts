import pino from "pino";
import { logLevel } from "@/lib/config";

let destination = pino.destination({ dest: 1, sync: true });
const target = {
  write: (line: string) => destination.write(line),
  /** Pino asks for it after a fatal line. */
  flushSync: () => destination.flushSync(),
};

/** JSON lines on stdout; `npm start` makes them readable on a terminal. Never a secret, token, password or whole URL query. */
export const log = pino(
  {
    level: logLevel(),
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  },
  target,
);

/**
 * From now on lines are written some at a time, not each by a system call of its own: for a process that logs thousands a
 * second. They wait 200 ms at most; the process's end and a fatal line write them at once, only `kill -9` loses them.
 */
export function bufferLog(): void {
  destination = pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 200 });
}

/**
 * An `info` line of a kind that is written thousands of times a second: the same form as `log.info`, by one `JSON.stringify`
 * instead of field by field.
 */
export function logFrequent(line: Record<string, string | number | boolean | null | undefined>): void {
  if (!log.isLevelEnabled("info")) return;
  destination.write(`${JSON.stringify({ level: "info", time: new Date().toISOString(), ...line })}\n`);
}

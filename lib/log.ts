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
  destination = pino.destination({ dest: 1, sync: false, minLength: 16_000, periodicFlush: 200 });
}

/**
 * An `info` line of a kind that is written thousands of times a second, of the same form as `log.info`: what the logger does
 * field by field would cost as much as the call the line tells of.
 * @param fields the line's fields as JSON, without braces
 */
export function logFrequent(fields: string): void {
  if (!log.isLevelEnabled("info")) return;
  destination.write(`{"level":"info","time":"${new Date().toISOString()}",${fields}}\n`);
}

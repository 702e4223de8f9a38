import pino from "pino";
import { logLevel } from "@/lib/config";

/** Where lines go: straight to stdout, unless `bufferLog` gathers them. */
let target: { write(line: string): unknown; flushSync(): void } = pino.destination({ dest: 1, sync: true });
const current = {
  write: (line: string) => target.write(line),
  /** Pino asks for it after a fatal line. */
  flushSync: () => target.flushSync(),
};

/** JSON lines on stdout; `npm start` makes them readable on a terminal. Never a secret, token, password or whole URL query. */
export const log = pino(
  {
    level: logLevel(),
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  },
  current,
);

/** Just under what a pipe holds: what is written comes through at once, and by few system calls. */
const mostGathered = 60_000;
const longestGatheringMs = 200;

/**
 * From now on lines are written some at a time, not each by a system call of its own: for a process that logs thousands a
 * second. They wait 200 ms at most; the process's end and a fatal line write them at once, only `kill -9` loses them.
 * Gathered here, since the logger's own buffer measures all it holds again with each line.
 */
export function bufferLog(): void {
  const direct = pino.destination({ dest: 1, sync: false });
  let gathered = "";
  let timer: NodeJS.Timeout | undefined;
  const pass = () => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered !== "") direct.write(gathered);
    gathered = "";
  };
  const flushSync = () => {
    pass();
    direct.flushSync();
  };
  target = {
    write(line) {
      gathered += line;
      if (gathered.length >= mostGathered) pass();
      else timer ??= setTimeout(pass, longestGatheringMs);
    },
    flushSync,
  };
  process.on("exit", flushSync);
}

/**
 * An `info` line of a kind that is written thousands of times a second, of the same form as `log.info`: what the logger does
 * field by field would cost as much as the call the line tells of.
 * @param fields the line's fields as JSON, without braces
 */
export function logFrequent(fields: string): void {
  if (!log.isLevelEnabled("info")) return;
  target.write(`{"level":"info","time":"${new Date().toISOString()}",${fields}}\n`);
}

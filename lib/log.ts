import pino from "pino";
import { logLevel } from "@/lib/config";
import { cutText } from "./cut-text";
import { escapeInvisible } from "./invisible-text";
import { lineWriter } from "./line-writer";
import { truncated } from "./log-fields";

/** Characters of a line, whatever its fields have become by quoting. */
const maxLine = 64 * 1024;
const maxBeginning = 8 * 1024;
const maxGatherMs = 200;

const lines = lineWriter({
  fd: 1,
  onDropped: (dropped) =>
    `{"level":"warn","time":"${new Date().toISOString()}","event":"log.dropped","lines":${dropped}}\n`,
});

const destination = {
  write: (line: string) => lines.write(escapeInvisible(withinLimit(line))),
  /** Pino asks for it after a fatal line. */
  flushSync: () => lines.flushSync(),
};

/**
 * JSON lines on stdout; `npm start` makes them readable on a terminal. Never a secret, token, password or whole URL query.
 * A line has limits, holds no control or bidi character as it is, and is never waited for (docs/decisions/0029).
 */
export const log = pino(
  {
    level: logLevel(),
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Before pino takes an error's message for the line's own.
    hooks: {
      logMethod(given, write) {
        write.apply(this, given.map(truncated) as typeof given);
      },
    },
    // Errors are plain objects by then, which pino would take for errors again.
    serializers: { err: (error: unknown) => error },
  },
  destination,
);

/** The line, or one that holds its beginning as a text. */
function withinLimit(line: string): string {
  if (line.length <= maxLine) return line;
  const [level = '{"level":"error"'] = /^\{"level":"\w+","time":"[\w:.-]+"/.exec(line) ?? [];
  return `${level},"event":"log.line_cut","beginning":${JSON.stringify(cutText(line, maxBeginning))}}\n`;
}

/**
 * From now on lines are written some at a time, not each by a system call of its own: for a process that logs thousands a
 * second. They wait 200 ms at most; the process's end and a fatal line write them at once, only `kill -9` loses them.
 */
export function bufferLog(): void {
  lines.gather(maxGatherMs);
}

/**
 * An `info` line of a kind that is written thousands of times a second, of the same form as `log.info`: what the logger does
 * field by field would cost as much as the call the line tells of.
 * @param fields the line's fields as JSON, without braces, of words of our own
 */
export function logFrequent(fields: string): void {
  if (!log.isLevelEnabled("info")) return;
  lines.write(`{"level":"info","time":"${isoNow()}",${fields}}\n`);
}

let written = { ms: Number.NaN, text: "" };

/** The time as RFC 3339 has it, written once each millisecond: writing one costs more than the rest of a frequent line. */
function isoNow(): string {
  const ms = Date.now();
  if (ms !== written.ms) written = { ms, text: new Date(ms).toISOString() };
  return written.text;
}

import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { prettyFactory } from "pino-pretty";

const readable = process.stdout.isTTY === true;
const prettify = prettyFactory({
  colorize: readable,
  singleLine: true,
  ignore: "time,pid,hostname",
  hideObject: false,
});

/**
 * Passes a child's lines on under its name: readable ones on a terminal, JSON lines elsewhere.
 * A line that is not JSON (Next's own, a stack trace) is kept as its `msg`.
 */
export function passOn(name: string, stream: Readable): void {
  createInterface({ input: stream }).on("line", (line) => {
    if (line.trim() !== "") report(name, line);
  });
}

/** One line of the supervisor's own. */
export function say(sentence: string): void {
  report("start", JSON.stringify({ level: "info", time: new Date().toISOString(), msg: sentence }));
}

/** A line that people and scripts look for, always plain: `Ready: …`. */
export function announce(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(name: string, line: string): void {
  const entry = parse(line) ?? { level: "info", time: new Date().toISOString(), msg: line };
  process.stdout.write(
    readable
      ? `${name.padEnd(12)} ${prettify(entry).trimEnd()}\n`
      : `${JSON.stringify({ process: name, ...entry })}\n`,
  );
}

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

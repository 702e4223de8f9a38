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
 * Passes a child's lines on under its name: readable ones on a terminal, JSON lines elsewhere, those that came together
 * in one write. A line that is not JSON (Next's own, a stack trace) is kept as its `msg`.
 * @param write where to; standard output unless given
 */
export function passOn(name: string, stream: Readable, write = toStdout): void {
  const render = readable ? readableLine : jsonLine;
  let rest = "";
  const pass = (lines: string[]) => {
    const text = lines.map((line) => (line.trim() === "" ? "" : render(name, line))).join("");
    if (text !== "") write(text);
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    pass(lines);
  });
  stream.on("end", () => pass([rest]));
}

/** One line of the supervisor's own. */
export function say(sentence: string, level: "info" | "warn" = "info"): void {
  const line = JSON.stringify({ level, time: new Date().toISOString(), msg: sentence });
  toStdout((readable ? readableLine : jsonLine)("start", line));
}

/** A line that people and scripts look for, always plain: `Ready: …`. */
export function announce(line: string): void {
  toStdout(`${line}\n`);
}

function toStdout(text: string): void {
  process.stdout.write(text);
}

function readableLine(name: string, line: string): string {
  return `${name.padEnd(12)} ${prettify(entryOf(line)).trimEnd()}\n`;
}

/** How every line of our own logger begins (`lib/log.ts`): it need not be parsed to get its name in front. */
const ownBeginning = '{"level":"';

function jsonLine(name: string, line: string): string {
  if (line.startsWith(ownBeginning) && line.endsWith("}")) return `{"process":"${name}",${line.slice(1)}\n`;
  return `${JSON.stringify({ process: name, ...entryOf(line) })}\n`;
}

function entryOf(line: string): Record<string, unknown> {
  return parse(line) ?? { level: "info", time: new Date().toISOString(), msg: line.trimEnd() };
}

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

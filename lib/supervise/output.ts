import type { Readable } from "node:stream";
import { prettyFactory } from "pino-pretty";
import { escapeInvisible } from "@/lib/invisible-text";
import { lineWriter } from "@/lib/line-writer";
import { wholeLines } from "./whole-lines";

const onTerminal = process.stdout.isTTY === true;

const stdout = lineWriter({
  fd: 1,
  onDropped: (dropped) =>
    render("start", entry("warn", `${dropped} log lines were dropped: nobody read them.`)),
});
const toStdout = (text: string) => stdout.write(text);
type Level = "info" | "warn";
/** @param level of a line that says none itself */
const render = (name: string, line: string, level: Level = "info") =>
  onTerminal ? readableLine(name, line, level) : jsonLine(name, line, level);

/**
 * Passes a child's lines on under its name: readable ones on a terminal, JSON lines elsewhere, those that came together
 * in one write. A line that is not JSON (Next's own, a stack trace) is kept as its `msg`, at this level.
 * @param write where to; standard output unless given
 */
export function forwardOutput(
  name: string,
  stream: Readable,
  { write = toStdout, level = "info" }: { write?: (text: string) => void; level?: Level } = {},
): void {
  wholeLines(stream, (lines) => {
    const text = lines.map((line) => (line.trim() === "" ? "" : render(name, line, level))).join("");
    if (text !== "") write(text);
  });
}

/** One line of the supervisor's own. */
export function logLine(sentence: string, level: Level = "info"): void {
  toStdout(render("start", entry(level, sentence)));
}

/** A line that people and scripts look for, always plain: `Ready: …`. */
export function printLine(line: string): void {
  toStdout(`${escapeInvisible(line)}\n`);
}

function entry(level: Level, msg: string): string {
  return JSON.stringify({ level, time: new Date().toISOString(), msg });
}

const pretty = { singleLine: true, ignore: "time,pid,hostname", hideObject: false };
const coloured = prettyFactory({ ...pretty, colorize: true });

/** A line for people's terminals, which obey nothing in it but our own colours. */
export function readableLine(name: string, line: string, level: Level = "info"): string {
  // Escaped once parsed: parsing gives back as they were the characters that a JSON text escapes.
  return `${name.padEnd(12)} ${coloured(fieldsOf(line, level, escapeInvisible)).trimEnd()}\n`;
}

/** How every line of our own logger begins (`lib/log.ts`): it need not be parsed to get its name in front. */
const ownBeginning = '{"level":"';

function jsonLine(name: string, line: string, level: Level): string {
  const named =
    line.startsWith(ownBeginning) && line.endsWith("}")
      ? `{"process":"${name}",${line.slice(1)}`
      : JSON.stringify({ process: name, ...fieldsOf(line, level, (text) => text) });
  return `${escapeInvisible(named)}\n`;
}

/** Deeper than any line of our own; deep enough nesting would exhaust the stack. */
const maxDepth = 16;

/** @param change made to every text and every name */
function fieldsOf(line: string, level: Level, change: (text: string) => string): Record<string, unknown> {
  const changed = (value: unknown, depth: number): unknown => {
    if (typeof value === "string") return change(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth === maxDepth) return "…";
    if (Array.isArray(value)) return value.map((item) => changed(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [change(name), changed(item, depth + 1)]),
    );
  };
  const parsed = line.startsWith("{") ? parse(line) : null;
  return changed(parsed ?? JSON.parse(entry(level, line.trimEnd())), 0) as Record<string, unknown>;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

import pino from "pino";
import { cutText } from "./cut-text";

/** Characters of one text. */
const maxText = 8 * 1024;
/** Characters of all texts and names of a line together. */
const maxTogether = 32 * 1024;
const maxDepth = 8;
/** Entries of one object or list. */
const maxEntries = 100;
const leftOutMark = "…";

type Budget = { characters: number };

/**
 * What a line is given, as much of it as it may hold: texts are cut with a mark, entries and levels beyond the limits become
 * `…`. Errors become plain objects. Never throws: an object that cannot be read is told as that.
 */
export function truncated(given: unknown): unknown {
  try {
    return truncatedValue(given instanceof Error ? { err: given } : given, 0, { characters: maxTogether });
  } catch {
    return { event: "log.unreadable_fields" };
  }
}

function truncatedValue(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === "string") return truncatedText(value, budget);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth > maxDepth) return leftOutMark;
  if (value instanceof Error) return truncatedValue(pino.stdSerializers.err(value), depth, budget);
  if ("toJSON" in value && typeof value.toJSON === "function")
    return truncatedValue(value.toJSON(), depth + 1, budget);
  return Array.isArray(value) ? truncatedList(value, depth, budget) : truncatedObject(value, depth, budget);
}

function truncatedText(text: string, budget: Budget): string {
  const cut = cutText(text, Math.min(maxText, Math.max(0, budget.characters)));
  budget.characters -= cut.length;
  return cut;
}

function truncatedList(list: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const kept: unknown[] = [];
  for (const item of list) {
    budget.characters -= 1;
    if (kept.length === maxEntries || budget.characters < 0) return [...kept, leftOutMark];
    kept.push(truncatedValue(item, depth + 1, budget));
  }
  return kept;
}

function truncatedObject(object: object, depth: number, budget: Budget): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let entries = 0;
  for (const name in object) {
    if (!Object.hasOwn(object, name)) continue;
    entries += 1;
    budget.characters -= 1;
    if (entries > maxEntries || budget.characters < 0) {
      kept[leftOutMark] = leftOutMark;
      break;
    }
    kept[truncatedText(name, budget)] = truncatedValue(
      object[name as keyof typeof object],
      depth + 1,
      budget,
    );
  }
  return kept;
}

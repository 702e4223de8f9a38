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

type Room = { characters: number };

/**
 * What a line is given, as much of it as it may hold: texts are cut with a mark, entries and levels beyond the limits become
 * `…`. Errors become plain objects. Never throws: an object that cannot be read is told as that.
 */
export function bounded(given: unknown): unknown {
  try {
    return within(given instanceof Error ? { err: given } : given, 0, { characters: maxTogether });
  } catch {
    return { event: "log.unreadable_fields" };
  }
}

function within(value: unknown, depth: number, room: Room): unknown {
  if (typeof value === "string") return boundedText(value, room);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth > maxDepth) return leftOutMark;
  if (value instanceof Error) return within(pino.stdSerializers.err(value), depth, room);
  if ("toJSON" in value && typeof value.toJSON === "function") return within(value.toJSON(), depth + 1, room);
  return Array.isArray(value) ? boundedList(value, depth, room) : boundedObject(value, depth, room);
}

function boundedText(text: string, room: Room): string {
  const cut = cutText(text, Math.min(maxText, Math.max(0, room.characters)));
  room.characters -= cut.length;
  return cut;
}

function boundedList(list: readonly unknown[], depth: number, room: Room): unknown[] {
  const kept: unknown[] = [];
  for (const item of list) {
    room.characters -= 1;
    if (kept.length === maxEntries || room.characters < 0) return [...kept, leftOutMark];
    kept.push(within(item, depth + 1, room));
  }
  return kept;
}

function boundedObject(object: object, depth: number, room: Room): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let entries = 0;
  for (const name in object) {
    if (!Object.hasOwn(object, name)) continue;
    entries += 1;
    room.characters -= 1;
    if (entries > maxEntries || room.characters < 0) {
      kept[leftOutMark] = leftOutMark;
      break;
    }
    kept[boundedText(name, room)] = within(object[name as keyof typeof object], depth + 1, room);
  }
  return kept;
}

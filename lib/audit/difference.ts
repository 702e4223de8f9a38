import { diffArrays } from "diff";
import { fieldText, valueWords } from "@/lib/audit/wording";
import { eventTypes } from "@/lib/events/event-types";

/** `fact`: the entry says it without a before. */
export type Line = { kind: "same" | "removed" | "added" | "fact"; text: string };
export type Section = { title: string | null; lines: Line[] };

/**
 * What an entry changed, line by line: its fields, and under a heading each what they hold when that is an object, lists an
 * item a line. Sections where nothing changed are left out, the lines around a change are not. Pure.
 */
export function difference(before: unknown, after: unknown): Section[] {
  const [from, to] = [sectionsOf(before), sectionsOf(after)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((title): Section[] => {
    const lines = isEmpty(before)
      ? (to.get(title) ?? []).map((text): Line => ({ kind: "fact", text }))
      : lineDifference(from.get(title) ?? [], to.get(title) ?? []);
    return lines.some(({ kind }) => kind !== "same") ? [{ title, lines }] : [];
  });
}

const isEmpty = (value: unknown) => value === null || value === undefined;

function sectionsOf(value: unknown): Map<string | null, string[]> {
  const sections = new Map<string | null, string[]>();
  if (!isObject(value)) return sections;
  const own: string[] = [];
  for (const [name, item] of inOrder(value)) {
    if (isObject(item)) sections.set(fieldText(name), inOrder(item).flatMap(itemLines));
    else own.push(...fieldLines(name, item));
  }
  return own.length > 0 ? new Map([[null, own], ...sections]) : sections;
}

/** The database keeps fields by length; these come first, as people are used to them, the others after. */
const firstFields: readonly string[] = [...eventTypes, "enabled", "name", "email", "state"];

function inOrder(value: Record<string, unknown>): [string, unknown][] {
  const rank = (name: string) =>
    firstFields.includes(name) ? firstFields.indexOf(name) : firstFields.length;
  return Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const secret = /^(password|secret)(hash)?$/i;

function fieldLines(name: string, value: unknown): string[] {
  if (isEmpty(value)) return [];
  return [`${fieldText(name)}: ${secret.test(name) ? "…" : valueWords(name, valueText(value))}`];
}

/** Inside a section a list stands a line an item, and a switch says how it is set. */
function itemLines([name, value]: [string, unknown]): string[] {
  if (name === "enabled") return [value === true ? "Switched on" : "Switched off"];
  return Array.isArray(value) ? value.map(valueText) : fieldLines(name, value);
}

function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.map(valueText).join(", ") : JSON.stringify(value);
}

/** The shortest way from one list of lines to another; removed before added. */
function lineDifference(from: string[], to: string[]): Line[] {
  return diffArrays(from, to).flatMap(({ added, removed, value }) => {
    const kind = added ? "added" : removed ? "removed" : "same";
    return value.map((text): Line => ({ kind, text }));
  });
}

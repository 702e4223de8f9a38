import { visibleText } from "@/components/ui/visible-text";
import type { LogRow } from "@/lib/deliveries/view";
import { resultText } from "./result-text";

/** Pixels of a character: of the monospaced instance, and of a result, in which few are wide. */
const [instanceCharacter, resultCharacter] = [8, 6.4];
/** Left and right of a cell's text, at most. */
const padding = 26;
/** Two widths only, so that the column seldom moves when other rows come. */
const [shortResult, longResult] = [28, 39];

/**
 * How wide the columns of instances and results are, by what their rows hold; URLs, which bear being cut best, get what is left. No
 * column takes more than a share of the table (`cqw`, CSS Containment 3). Pure.
 */
export function columnWidths(rows: readonly LogRow[]): { instance: string; result: string } {
  const instances = rows.map((row) => (row.kind === "delivery" ? row.delivery : row.event).instanceID);
  const results = rows.map((row) => (row.kind === "delivery" ? resultText(row.delivery) : ""));
  const needed = longest(results) <= shortResult ? shortResult : longResult;
  return {
    instance: instanceWidth(instances, { padding, max: "20cqw" }),
    result: `clamp(12.5rem, ${Math.ceil(needed * resultCharacter) + padding}px, 27cqw)`,
  };
}

/** The width of a column that holds these instances. @param max the share of the table that it may take */
export function instanceWidth(
  instanceIDs: readonly string[],
  { padding, max }: { padding: number; max: string },
): string {
  return `clamp(11rem, ${longest(instanceIDs) * instanceCharacter + padding}px, ${max})`;
}

const longest = (texts: readonly string[]) =>
  Math.max(0, ...texts.map((text) => [...visibleText(text)].length));

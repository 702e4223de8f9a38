import { excessOf } from "./json-excess";

/**
 * What a page's script may send for an action's arguments, in React's notation: plain values, and forms. React reads more into
 * texts that begin with a dollar sign (promises, maps, streams, references to other parts): nothing of ours sends those, and
 * with some of them, or in another order, React fails when it is too late to refuse.
 */
const plainTexts = [
  // A text that begins with a dollar sign, which is doubled.
  /^\$\$/,
  /^\$undefined$/,
  /^\$D\d{4}-\d{2}-\d{2}T[\d:.]+Z$/,
  /^\$-?Infinity$/,
  /^\$NaN$/,
];
/** A form, whose fields are the parts of this number. */
const form = /^\$K[1-9a-f][0-9a-f]{0,3}$/;
const formField = /^_[1-9a-f][0-9a-f]{0,3}_/;

/** Whether a text is a list of arguments without any form. */
export function arePlainArguments(json: string): boolean {
  return isPlainList(json, plainTexts);
}

/** Whether the parts of a body are a list of arguments, which comes last, and before it the fields of the forms among them. */
export function arePlainParts(parts: [name: string, value: unknown][]): boolean {
  const last = parts.at(-1);
  if (last?.[0] !== "0" || typeof last[1] !== "string") return false;
  return (
    parts.slice(0, -1).every(([name]) => formField.test(name)) && isPlainList(last[1], [...plainTexts, form])
  );
}

function isPlainList(json: string, allowed: RegExp[]): boolean {
  if (excessOf(Buffer.from(json)) !== null) return false;
  let plain = true;
  const value: unknown = JSON.parse(json, (_, one) => {
    if (typeof one === "string" && one.startsWith("$")) plain &&= allowed.some((text) => text.test(one));
    return one;
  });
  return plain && Array.isArray(value);
}

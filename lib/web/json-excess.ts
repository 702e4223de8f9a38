/** Deeper than anything Callboard takes; deep enough nesting would exhaust the stack. */
export const maxDepth = 32;
/** More than anything Callboard takes holds: a thousand events have some five thousand. */
export const maxValues = 50_000;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Looks at the brackets and commas of a JSON text before it is parsed: millions of small values take seconds to parse and to
 * look through, in which nothing else is answered. Whether it is JSON at all is not judged here.
 * @param json in UTF-8
 * @returns of what there is too much, or null
 */
export function excessOf(json: Uint8Array): "depth" | "values" | null {
  let [depth, values, isText] = [0, 1, false];
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (isText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === comma) values += 1;
    else if (opening.has(byte)) {
      depth += 1;
      values += 1;
    } else if (closing.has(byte)) depth -= 1;
    if (depth > maxDepth) return "depth";
    if (values > maxValues) return "values";
  }
  return null;
}

import { addProblem, type Problems } from "@/lib/errors";
import { inSteps } from "./in-steps";
import { pathText } from "./input-errors";
import { RequestError } from "./problem";
import { mediaType, readBytes } from "./read-bytes";

/** Bodies above this are worked at one at a time, a step at a time: all other requests get in between. */
const largeBytes = 256 * 1024;

/**
 * A request's JSON body, at most `limitBytes`.
 * @param judge gets the value, and the texts in it that PostgreSQL or URLs cannot hold (U+0000, half a character) as problems
 * @returns the value and what `judge` made of it
 * @throws RequestError 400, 413, 415, and what `judge` throws
 */
export async function readJson<T>(
  request: Request,
  limitBytes: number,
  judge: (value: unknown, unstorable: Problems) => T,
): Promise<{ value: unknown; input: T }> {
  if (mediaType(request) !== "application/json") {
    throw new RequestError(415, "Send the body as application/json.");
  }
  const bytes = await readBytes(request, limitBytes);
  return inSteps(bytes.length > largeBytes, async (step) => {
    await step(() => assertModest(bytes));
    const text = await step(() => decoded(bytes));
    const value = await step(() => parsed(text));
    const unstorable: Problems = { listed: [], more: 0 };
    await step(() => findUnstorable(value, [], unstorable));
    return { value, input: await step(() => judge(value, unstorable)) };
  });
}

/** @throws RequestError 400 */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new RequestError(400, "The body is not valid JSON: it is not text in UTF-8.");
  }
}

/** @throws RequestError 400 */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(
      400,
      `The body is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}.`,
    );
  }
}

/** Deeper than any body of the contract; deep enough nesting would exhaust the stack. */
const maxDepth = 32;
/** More than any body of the contract holds: a thousand events have some five thousand. */
const maxValues = 50_000;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Looks at the brackets and commas of a JSON text before it is parsed: millions of small values take seconds to parse and to
 * look through, in which nothing else is answered. Whether it is JSON at all is not judged here.
 * @throws RequestError 400, 413
 */
function assertModest(json: Uint8Array): void {
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
    if (depth > maxDepth) {
      throw new RequestError(400, `The body is nested more than ${maxDepth} levels deep.`);
    }
    if (values > maxValues) {
      const most = maxValues.toLocaleString("en-US");
      throw new RequestError(
        413,
        `The body holds more than ${most} values, in lists or under names. Send fewer.`,
      );
    }
  }
}

/** @param path where `value` is; put into words for those problems alone that are listed */
function findUnstorable(value: unknown, path: (string | number)[], found: Problems): void {
  if (typeof value === "string") {
    const message = unstorableIn(value);
    if (message !== null) addProblem(found, () => ({ path: pathText(path), message }));
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      path.push(index);
      findUnstorable(item, path, found);
      path.pop();
    });
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) {
      const message = unstorableIn(key);
      if (message !== null) addProblem(found, () => ({ path: pathText(path), message }));
      path.push(key);
      findUnstorable(item, path, found);
      path.pop();
    }
  }
}

function unstorableIn(text: string): string | null {
  if (text.includes("\0")) return "The text contains U+0000, which cannot be stored.";
  return text.isWellFormed() ? null : "The text contains half of a surrogate pair, which is no character.";
}

import { z } from "zod";
import { addProblem, type Problems } from "@/lib/errors";
import type { ApiRequest } from "./api-request";
import { inSteps } from "./in-steps";
import { parseInput, pathText } from "./input-errors";
import { excessOf, maxDepth, maxValues } from "./json-excess";
import { largeBytes } from "./large-bodies";
import { RequestError } from "./problem";
import { type BodyRules, mediaType, readBytes } from "./read-bytes";

/**
 * A request's JSON body, within the rules; see `readBytes`.
 * @param judge gets the value, and the texts in it that PostgreSQL or URLs cannot hold (U+0000, half a character) as problems
 * @returns the value and what `judge` made of it
 * @throws RequestError 400, 408, 413, 415, 503, and what `judge` throws
 */
export async function readJson<T>(
  request: ApiRequest,
  rules: BodyRules,
  judge: (value: unknown, unstorable: Problems) => T,
): Promise<{ value: unknown; input: T }> {
  if (mediaType(request) !== "application/json") {
    throw new RequestError(415, "Send the body as application/json.");
  }
  const bytes = await readBytes(request, rules);
  return inSteps(bytes.length > largeBytes, async (step) => {
    await step(() => assertModest(bytes));
    const text = await step(() => decoded(bytes));
    const value = await step(() => parsed(text));
    const unstorable: Problems = { listed: [], more: 0 };
    await step(() => findUnstorable(value, [], unstorable));
    return { value, input: await step(() => judge(value, unstorable)) };
  });
}

/**
 * For operations that take no body: refuses one that says something. None, `{}` and `null` say nothing.
 * @throws RequestError 400, 408, 413, 415, InvalidError that names its fields
 */
export async function refuseBody(request: ApiRequest): Promise<void> {
  const bytes = await readBytes(request, { limitBytes: largeBytes });
  if (bytes.length === 0) return;
  if (mediaType(request) !== "application/json") {
    throw new RequestError(415, "This operation takes no body. Send none, or {} as application/json.");
  }
  assertModest(bytes);
  parseInput(nothing, parsed(decoded(bytes)));
}

const nothing = z.strictObject({}).nullable();

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

/** @throws RequestError 400, 413: see `excessOf` */
function assertModest(json: Uint8Array): void {
  const excess = excessOf(json);
  if (excess === "depth")
    throw new RequestError(400, `The body is nested more than ${maxDepth} levels deep.`);
  if (excess === "values") {
    const limit = maxValues.toLocaleString("en-US");
    throw new RequestError(
      413,
      `The body holds more than ${limit} values, in lists or under names. Send fewer.`,
    );
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

import type { InputError } from "@/lib/errors";
import { RequestError } from "./problem";
import { mediaType, readBytes } from "./read-bytes";

/**
 * A request's JSON body, at most `limitBytes`.
 * @returns the value, and every text in it that PostgreSQL or URLs cannot hold (U+0000, half a character) as a problem
 * @throws RequestError 400, 413, 415
 */
export async function readJson(
  request: Request,
  limitBytes: number,
): Promise<{ value: unknown; unstorable: InputError[] }> {
  if (mediaType(request) !== "application/json") {
    throw new RequestError(415, "Send the body as application/json.");
  }
  const bytes = await readBytes(request, limitBytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new RequestError(
      400,
      `The body is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}.`,
    );
  }
  const unstorable: InputError[] = [];
  findUnstorable(value, "", 0, unstorable);
  return { value, unstorable };
}

/** Deeper than any body of the contract; deep enough nesting would exhaust the stack. */
const deepest = 32;

function findUnstorable(value: unknown, path: string, depth: number, found: InputError[]): void {
  if (depth > deepest) throw new RequestError(400, `The body is nested more than ${deepest} levels deep.`);
  if (typeof value === "string") {
    if (value.includes("\0")) {
      found.push({ path, message: "The text contains U+0000, which cannot be stored." });
    } else if (/\p{Surrogate}/u.test(value)) {
      found.push({ path, message: "The text contains half of a surrogate pair, which is no character." });
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      findUnstorable(item, `${path}[${index}]`, depth + 1, found);
    });
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) {
      findUnstorable(key, path, depth + 1, found);
      findUnstorable(item, path === "" ? key : `${path}.${key}`, depth + 1, found);
    }
  }
}

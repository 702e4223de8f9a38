import { addProblem, type Problems } from "@/lib/errors";
import { pathText } from "./input-errors";
import { RequestError } from "./problem";

/**
 * A request's JSON body, at most `limitBytes`.
 * @returns the value, and the texts in it that PostgreSQL or URLs cannot hold (U+0000, half a character) as problems
 * @throws RequestError 400, 413, 415
 */
export async function readJson(
  request: Request,
  limitBytes: number,
): Promise<{ value: unknown; unstorable: Problems }> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new RequestError(415, "Send the body as application/json.");
  const tooLarge = `The body is larger than ${limitBytes / 1024} KiB.`;
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw new RequestError(413, tooLarge);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limitBytes) throw new RequestError(413, tooLarge);
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    throw new RequestError(
      400,
      `The body is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}.`,
    );
  }
  const unstorable: Problems = { listed: [], more: 0 };
  findUnstorable(value, [], unstorable);
  return { value, unstorable };
}

/** Deeper than any body of the contract; deep enough nesting would exhaust the stack. */
const maxDepth = 32;

/** @param path where `value` is; put into words for those problems alone that are listed */
function findUnstorable(value: unknown, path: (string | number)[], found: Problems): void {
  if (path.length > maxDepth) {
    throw new RequestError(400, `The body is nested more than ${maxDepth} levels deep.`);
  }
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
  return /\p{Surrogate}/u.test(text)
    ? "The text contains half of a surrogate pair, which is no character."
    : null;
}

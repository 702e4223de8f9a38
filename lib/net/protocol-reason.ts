import { characterFault, lengthFault, lineFault, type ResponseHead, sizeFault } from "./response-head";

const mismatch = "UND_ERR_RES_CONTENT_LENGTH_MISMATCH";

/** Whether the parser refused the answer's head. undici gives that error for whatever fault follows a content-length. */
export function isParserFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "HTTPParserError" || (error as NodeJS.ErrnoException).code === mismatch;
}

/**
 * Why an answer is not HTTP, as a clause that follows a colon. The parser (llhttp, in undici) gives a few words and
 * the bytes from where it stopped.
 * @param head the answer's head where some of it came
 */
export function protocolReason(error: unknown, head: ResponseHead | null = null): string {
  if (!(error instanceof Error)) return String(error);
  const { code = "", data } = error as NodeJS.ErrnoException & { data?: unknown };
  // A TLS alert record: content type 21, version 3.x.
  if (typeof data === "string" && data.startsWith("\x15\x03"))
    return "it is TLS, so the URL probably needs https://";
  if (code === "UND_ERR_HEADERS_OVERFLOW") return sizeFault;
  if (code === "UND_ERR_SOCKET" || code === "ERR_ASSERTION") return "its status is none that ends an answer";
  if (isParserFault(error) && head?.fault) return head.fault;
  if (code === mismatch) return lengthFault;
  const words = /\(([^()]+)\)$/.exec(error.message)?.[1] ?? error.message;
  return reasons.find(([pattern]) => pattern.test(words))?.[1] ?? words;
}

/** The parser's words, and ours. undici gives no code of the parser's. */
const reasons: [RegExp, string][] = [
  [/^Expected HTTP\//, "it does not begin with HTTP/"],
  [/http version|space after version/i, "it has an unknown HTTP version"],
  [/status/i, "its status is not a number of three digits"],
  [/content-length/i, lengthFault],
  [/header (value char|token)/i, characterFault],
  [/expected (cr|lf)/i, lineFault],
];

/**
 * Why an answer is not HTTP, as a clause that follows a colon. The parser (llhttp, in undici) gives a few words and
 * the bytes from where it stopped.
 */
export function protocolReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = "", data } = error as NodeJS.ErrnoException & { data?: unknown };
  // A TLS alert record: content type 21, version 3.x.
  if (typeof data === "string" && data.startsWith("\x15\x03"))
    return "it is TLS, so the URL probably needs https://";
  if (code === "UND_ERR_HEADERS_OVERFLOW") return "its headers are larger than 32 KiB";
  if (code === "UND_ERR_SOCKET" || code === "ERR_ASSERTION") return "its status is none that ends an answer";
  if (code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH") return lengthReason;
  const words = /\(([^()]+)\)$/.exec(error.message)?.[1] ?? error.message;
  return reasons.find(([pattern]) => pattern.test(words))?.[1] ?? words;
}

const lengthReason = "its content-length is not one number";

/** The parser's words, and ours. undici gives no code of the parser's. */
const reasons: [RegExp, string][] = [
  [/^Expected HTTP\//, "it does not begin with HTTP/"],
  [/http version/i, "it has an unknown HTTP version"],
  [/status/i, "its status is not a number of three digits"],
  [/content-length can't be present/i, "it has both a content-length and a transfer-encoding"],
  [/content-length/i, lengthReason],
  [/header (value char|token)/i, "a header holds a character that is not allowed"],
  [/expected (cr|lf)/i, "a line does not end with CR LF"],
];

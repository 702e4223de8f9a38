/** Headers that a URL's callbacks carry besides Callboard's own (docs/decisions/0062): the rules of their names and values. Pure. */

/** The value is a secret. */
export type RequestHeader = readonly [name: string, value: string];

export const maxRequestHeaders = 10;
export const maxHeaderNameLength = 100;
export const maxHeaderValueLength = 2_048;
/** What stands for a value wherever a request is shown; no value can be this, as values are ASCII. */
export const maskedValue = "••••";

/** A token (RFC 9110, 5.6.2). Both are written as every dialect of regular expressions reads them. */
export const headerNamePattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
/** Visible ASCII with blanks and tabs between (RFC 9110, 5.5, without what is obsolete). */
export const headerValuePattern = "^[!-~](?:[ -~\\t]*[!-~])?$";
const token = new RegExp(headerNamePattern);
const fieldValue = new RegExp(headerValuePattern);

const connectionHeaders = new Set([
  "connection",
  "content-length",
  "expect",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const methodHeaders = new Set(["x-http-method", "x-http-method-override", "x-method-override"]);
/** Sent with every callback; a test holds the list against what is composed. */
const ownHeaders = new Set(["accept", "accept-encoding", "cache-control", "user-agent"]);

/** Why no header may have this name, as a sentence; null when one may. */
export function headerNameProblem(name: string): string | null {
  if (name === "") return "Enter the header's name, such as Authorization.";
  if (name.length > maxHeaderNameLength)
    return `The name must be at most ${maxHeaderNameLength} characters long.`;
  if (name.includes(":")) return "The name holds a colon. Write the value in its own field.";
  if (!token.test(name)) return "The name may hold letters, digits, hyphens and !#$%&'*+.^_`|~ only.";
  const lower = name.toLowerCase();
  if (lower === "host") return "The host is the one in the URL; no header can change it.";
  if (connectionHeaders.has(lower) || lower.startsWith("proxy-"))
    return `${name} is about the connection or frames the message; Callboard sets what is needed itself.`;
  if (lower.startsWith("content-")) return `A callback has no body, so it can have no ${name}.`;
  if (methodHeaders.has(lower)) return `A callback is a GET, and ${name} would make something else of it.`;
  if (ownHeaders.has(lower) || lower.startsWith("webhook-")) return `Callboard sends ${name} itself.`;
  return null;
}

/** Why no header may have this value, as a sentence that does not repeat it; null when one may. */
export function headerValueProblem(value: string): string | null {
  if (value === "") return "Enter the value.";
  if (value.length > maxHeaderValueLength)
    return `The value is ${value.length.toLocaleString("en-US")} characters long; the limit is ${maxHeaderValueLength.toLocaleString("en-US")}.`;
  if (/[\r\n]/.test(value)) return "The value contains a line break. A header has one line.";
  if (/^[ \t]|[ \t]$/.test(value)) return "The value begins or ends with a blank. Remove it.";
  if (!fieldValue.test(value))
    return "The value may hold letters, digits and signs of ASCII, and blanks and tabs between them, nothing else.";
  return null;
}

/** Two headers are the same where their names differ in case alone. */
export const isSameHeader = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

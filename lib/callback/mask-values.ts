import type { CallRecord } from "./call-record";
import { maskedValue, type RequestHeader } from "./request-headers";

/** A shorter value is masked in the request alone: in an answer it may stand for anything. */
const minEchoedLength = 8;

/**
 * A call's record without the values of these headers (docs/decisions/0062): masked in the request by name, and wherever else a
 * receiver repeats them to the letter, also without the scheme ("Bearer") before them. Pure.
 */
export function maskValues(record: CallRecord, headers: readonly RequestHeader[]): CallRecord {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const echoes = headers
    .flatMap(([, value]) => [value, value.slice(value.indexOf(" ") + 1)])
    .filter((text) => text.length >= minEchoedLength)
    .sort((one, other) => other.length - one.length);
  const withoutEchoes = <T extends string | null>(text: T): T | string =>
    text && echoes.reduce<string>((masked, echo) => masked.replaceAll(echo, maskedValue), text);
  return {
    ...record,
    request: record.request && maskedRequest(record.request, names),
    responseHeaders: withoutEchoes(record.responseHeaders),
    responseBody: withoutCutEcho(withoutEchoes(record.responseBody), echoes),
    cause: withoutEchoes(record.cause),
  };
}

/** An answer is kept up to a length: what it was repeating there is cut off. */
function withoutCutEcho(text: string | null, echoes: readonly string[]): string | null {
  if (text === null) return null;
  for (const echo of echoes) {
    for (let length = echo.length - 1; length >= minEchoedLength; length -= 1) {
      if (text.endsWith(echo.slice(0, length))) return `${text.slice(0, -length)}${maskedValue}`;
    }
  }
  return text;
}

/** @param request a line each; the first is the request line */
function maskedRequest(request: string, names: ReadonlySet<string>): string {
  const [line = "", ...headers] = request.split("\n");
  const masked = headers.map((header) => {
    const name = header.slice(0, header.indexOf(":"));
    return names.has(name.toLowerCase()) ? `${name}: ${maskedValue}` : header;
  });
  return [line, ...masked].join("\n");
}

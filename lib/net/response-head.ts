import type { Headers } from "./call-outcome";

/** What the bytes of a response's head say, read by RFC 9112 and not by the parser's stricter rules. */
export type ResponseHead = {
  /** Status line and headers have come whole and mean one thing only. */
  complete: boolean;
  statusCode: number;
  headers: Headers;
  /** The first thing that HTTP permits and parsers refuse, as a clause with "it" for the answer; null where there is none. */
  odd: string | null;
  /** The first thing that HTTP forbids, as a clause; null where there is none. */
  fault: string | null;
};

export const headEnd = "\r\n\r\n";
/** As many bytes as a head may have. */
export const maxHeadBytes = 32 * 1024;
export const sizeFault = "its headers are larger than 32 KiB";
export const lengthFault = "its content-length is not one number";
export const lineFault = "a line does not end with CR LF";
export const characterFault = "a header holds a character that is not allowed";
const statusLine = /^HTTP\/1\.[01] ([2-9]\d\d)(?: [\t -~\x80-\xff]*)?$/;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t -~\x80-\xff]*$/;

/**
 * Reads the head of a final answer, also its beginning. Odd and yet clear are (RFC 9112, 5.2 and 6.3) a header
 * that goes on in the next line, a content-length given again with the same number or beside a transfer-encoding, and a tab
 * beside one. Pure.
 */
export function readResponseHead(bytes: Buffer): ResponseHead {
  const text = bytes.toString("latin1").replace(/^(\r\n)+/, "");
  const end = text.indexOf(headEnd);
  const [first = "", ...lines] = (end === -1 ? text : text.slice(0, end)).split("\r\n");
  const status = statusLine.exec(first)?.[1];
  const head: ResponseHead = {
    complete: false,
    statusCode: Number(status ?? 0),
    headers: Object.create(null),
    odd: null,
    fault: null,
  };
  if (status === undefined) return head;
  const read: { name: string; value: string }[] = [];
  for (const [index, line] of lines.entries()) {
    const begun = end === -1 && index === lines.length - 1;
    addLine(head, read, begun ? line.replace(/\r$/, "") : line, begun);
  }
  for (const { name, value } of read) addHeader(head.headers, name, trimBlanks(value));
  judgeFraming(head, read, end !== -1);
  if ((end === -1 ? text.length : end) > maxHeadBytes) head.fault ??= sizeFault;
  head.complete = end !== -1 && head.fault === null;
  return head;
}

/** @param begun the rest of the line has not come yet */
function addLine(
  head: ResponseHead,
  read: { name: string; value: string }[],
  line: string,
  begun: boolean,
): void {
  const colon = line.indexOf(":");
  if (/[\r\n]/.test(line)) head.fault ??= lineFault;
  else if (/^[ \t]/.test(line)) {
    const before = read.at(-1);
    if (!before) head.fault ??= "a blank stands before its first header";
    else if (!headerValue.test(line)) head.fault ??= characterFault;
    else {
      before.value += ` ${trimBlanks(line)}`;
      head.odd ??= "a header of it goes on in a second line";
    }
  } else if (colon === -1) {
    if (!begun || (line !== "" && !headerName.test(line))) head.fault ??= characterFault;
  } else {
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1)];
    if (headerName.test(name) && headerValue.test(value)) read.push({ name: name.toLowerCase(), value });
    else head.fault ??= characterFault;
  }
}

function judgeFraming(
  head: ResponseHead,
  read: readonly { name: string; value: string }[],
  whole: boolean,
): void {
  const lengths = read
    .filter(({ name }) => name === "content-length")
    .flatMap(({ value }) => value.split(",").map(trimBlanks));
  const coded = read.some(({ name }) => name === "transfer-encoding");
  // The value of the last line may still be coming.
  const known = whole ? lengths : lengths.slice(0, -1);
  if (known.some((length) => !/^\d{1,15}$/.test(length) || length !== known[0])) head.fault ??= lengthFault;
  if (coded && lengths.length > 0) head.odd ??= "it has both a content-length and a transfer-encoding";
  if (lengths.length > 1) head.odd ??= "it has the same content-length twice";
  if (read.some(({ name, value }) => name === "content-length" && value.includes("\t")))
    head.odd ??= "a tab stands beside its content-length";
}

function addHeader(headers: Headers, name: string, value: string): void {
  const before = headers[name];
  headers[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

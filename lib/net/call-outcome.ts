import http from "node:http";
import type { CallRecord } from "@/lib/callback/call-record";
import { memo } from "@/lib/memo";
import { parseRetryAfter } from "./retry-after";

export type Ending = Pick<CallRecord, "outcome" | "cause"> & Partial<CallRecord>;
export type Headers = Record<string, string | string[] | undefined>;

/** What a complete status line and headers mean. The verdict is the status alone (wire format). */
export function endingOf(statusCode: number, headers: Headers, responseBody: string): Ending {
  const responseHeaders = headerLines(headers);
  const title = titleOf(statusCode);
  if (statusCode >= 200 && statusCode < 300) {
    return { statusCode, responseHeaders, responseBody, outcome: "delivered", cause: `Answered ${title}.` };
  }
  const kept = { statusCode, responseHeaders, responseBody };
  if (statusCode >= 300 && statusCode < 400) {
    const target = firstOf(headers.location);
    const where = target ? ` to ${harmless(target)}` : "";
    return {
      ...kept,
      outcome: "redirect",
      cause: `Answered ${title}, a redirect${where}; redirects are not followed.`,
    };
  }
  const retryAfterMs =
    statusCode === 429 || statusCode === 503
      ? parseRetryAfter(firstOf(headers["retry-after"]), Date.now())
      : null;
  const wait = retryAfterMs ? `, asking to wait ${Math.ceil(retryAfterMs / 1_000)} s` : "";
  return { ...kept, retryAfterMs, outcome: "http_error", cause: `Answered ${title}${wait}.` };
}

const titleOf = memo((statusCode: number) => `${statusCode} ${http.STATUS_CODES[statusCode] ?? ""}`.trim());

/** A line a header. By hand: this runs for every call, and the array methods took longer than the rest of the record. */
function headerLines(headers: Headers): string {
  let lines = "";
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") lines += `${name}: ${value}\n`;
    else for (const one of value ?? []) lines += `${name}: ${one}\n`;
  }
  return withoutNul(lines.slice(0, -1));
}

/** PostgreSQL's text cannot hold U+0000: its picture stands for it. */
export function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\u2400") : text;
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return typeof value === "object" ? value[0] : value;
}

const maxTargetLength = 300;

/** A redirect's target for a sentence: what no URL may hold as it stands is percent-encoded, byte for byte, and it is cut. */
function harmless(target: string): string {
  const shown = target.slice(0, maxTargetLength).replace(/[^!-~]/g, (character) => {
    const byte = character.charCodeAt(0) & 0xff;
    return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return target.length > maxTargetLength ? `${shown}…` : shown;
}

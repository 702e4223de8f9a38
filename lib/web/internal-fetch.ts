import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const header = "x-callboard-internal";
/** Known to this process alone. */
const mark = randomBytes(32).toString("base64url");

/**
 * Has every request marked that Next sends to itself: for the page an action redirects to, and for an action of another page.
 * Such a request is part of the one it is made for.
 */
export function markInternalFetches(): void {
  const fetchAsGiven = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    // As Next marks them for its own fetch, which wraps this one.
    const { internal } = (init as { next?: { internal?: unknown } } | undefined)?.next ?? {};
    if (!internal) return fetchAsGiven(input, init);
    const headers = new Headers(init?.headers);
    headers.set(header, mark);
    return fetchAsGiven(input, { ...init, headers });
  };
}

/** Whether this process itself sent the request; the mark is taken off. Nobody else can send it. */
export function isInternal({ headers }: IncomingMessage): boolean {
  const given = headers[header];
  delete headers[header];
  return (
    typeof given === "string" &&
    given.length === mark.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(mark))
  );
}
